"""Agreements of an organisation: what it has accepted, and reading and accepting its own (S004-5 to S004-9, D13, S002-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateResponseMixin

from accounts.actions import accept_mca, sign_mpa
from accounts.agreements import AgreementState, McaState, MpaState, readable_versions
from accounts.forms import AgreementForm
from accounts.models import Agreement, AgreementAcceptance
from accounts.permissions import Permission
from accounts.states import TenantKind
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHOWN = 50


class AgreementListView(TemplateResponseMixin, TenantView):
    """What this organisation has accepted, for every role: whether its own agreement is, and who can accept it."""

    permission = Permission.AGREEMENT_VIEW
    template_name = "accounts/agreement_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        accepted = AgreementAcceptance.objects.visible_to(self.tenant)
        accepted = accepted.select_related("agreement", "attesting_partner", "region")
        is_customer = self.tenant.kind == TenantKind.CUSTOMER
        state = McaState(self.tenant) if is_customer else MpaState(self.tenant)
        return self.render_to_response(
            {
                "state": state,
                "acceptances": list(accepted.order_by("-accepted_at", "-id")[:SHOWN]),
                "may_sign": self.actor.may(state.permission),
                "is_customer": is_customer,
                "versions": readable_versions(self.actor),
            }
        )


class AgreementView(TemplateResponseMixin, TenantView):
    """Only a global admin sees the text and accepts it. Twice is once."""

    state_class: ClassVar[type[AgreementState]]
    done: ClassVar[_StrPromise]

    def accept(self, agreement: Agreement) -> object:
        """The subclass says which action it is."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = self.state_class(self.tenant)
        return self._page(state, AgreementForm(agreement=state.current))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = self.state_class(self.tenant)
        form = AgreementForm(request.POST, agreement=state.current)
        if state.current is None or (not state.is_current_signed and not self._sign(state.current, form)):
            return self._page(state, form)
        return redirect(request.path)

    def _sign(self, agreement: Agreement, form: AgreementForm) -> bool:
        if not form.is_valid():
            return False
        try:
            self.accept(agreement)
        except DomainError as error:
            form.add_domain_error(error)
            return False
        messages.success(self.request, self.done)
        return True

    def _page(self, state: AgreementState, form: AgreementForm) -> HttpResponse:
        return self.render_to_response({"state": state, "form": form})


class MpaSignView(AgreementView):
    permission = Permission.MPA_SIGN
    template_name = "accounts/mpa_sign.html"
    state_class = MpaState
    done = _("The Microsoft Partner Agreement is signed.")

    def accept(self, agreement: Agreement) -> object:
        return sign_mpa(agreement=agreement, by=self.actor)


class McaAcceptView(AgreementView):
    """S002-12: also after a partner has attested it: the customer's own word outlives a change of partner."""

    permission = Permission.MCA_ACCEPT
    template_name = "accounts/mca_accept.html"
    state_class = McaState
    done = _("The Microsoft Customer Agreement is accepted.")

    def accept(self, agreement: Agreement) -> object:
        return accept_mca(agreement=agreement, by=self.actor)
