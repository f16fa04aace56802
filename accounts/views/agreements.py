"""Agreements of an organisation: what it has accepted, and reading and signing the MPA (S004-5 to S004-9, D13)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateResponseMixin

from accounts.actions import sign_mpa
from accounts.agreements import MpaState
from accounts.forms import MpaSignForm
from accounts.models import AgreementAcceptance
from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError

SHOWN = 50


class AgreementListView(TemplateResponseMixin, TenantView):
    """What this organisation has accepted, and for every role whether the MPA is signed and who can sign it."""

    permission = Permission.AGREEMENT_VIEW
    template_name = "accounts/agreement_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        accepted = AgreementAcceptance.objects.visible_to(self.tenant).select_related("agreement")
        return self.render_to_response(
            {
                "state": MpaState(self.tenant),
                "acceptances": list(accepted.order_by("-accepted_at", "-id")[:SHOWN]),
                "may_sign": self.actor.may(Permission.MPA_SIGN),
            }
        )


class MpaSignView(TemplateResponseMixin, TenantView):
    """Only a global admin sees the text and signs it. Signing twice is signing once."""

    permission = Permission.MPA_SIGN
    template_name = "accounts/mpa_sign.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = MpaState(self.tenant)
        return self._page(state, MpaSignForm(agreement=state.current))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = MpaState(self.tenant)
        form = MpaSignForm(request.POST, agreement=state.current)
        if state.current is None or (not state.is_current_signed and not self._sign(state, form)):
            return self._page(state, form)
        return redirect("accounts:mpa-sign", tenant_slug=self.tenant.slug)

    def _sign(self, state: MpaState, form: MpaSignForm) -> bool:
        if not form.is_valid() or state.current is None:
            return False
        try:
            sign_mpa(agreement=state.current, by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return False
        messages.success(self.request, _("The Microsoft Partner Agreement is signed."))
        return True

    def _page(self, state: MpaState, form: MpaSignForm) -> HttpResponse:
        return self.render_to_response({"state": state, "form": form})
