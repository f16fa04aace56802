"""Enrolling from within: a direct-bill partner that goes over (S001), or a partner in no programme that applies (again)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.actions import accept_reseller_agreement, apply_for_enrolment
from accounts.agreements import ResellerAgreementState
from accounts.enrolling import Accepting, Enrolling, enrol_form
from accounts.forms import AgreementForm
from accounts.forms_enrolling import EnrolForm
from accounts.models import Enrolment
from accounts.permissions import Permission
from accounts.program_info import ProgramInfo
from accounts.states import Programme
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError


class EnrolView(TenantView):
    """The overview shows the form of a transition; what is refused comes back here, as it was typed.

    For everybody else there is nothing here (S001-7): it leads to the overview.
    """

    permission = Permission.PROGRAMME_ENROL

    def get(self, request: HttpRequest) -> HttpResponse:
        info = ProgramInfo(self.tenant)
        return self._page(info, enrol_form(info))

    def post(self, request: HttpRequest) -> HttpResponse:
        info = ProgramInfo(self.tenant)
        form = enrol_form(info, request.POST)
        if not form.is_valid():
            return self._page(info, form)
        try:
            enrolment = self._apply(form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(info, form)
        messages.success(request, _words_of(enrolment))
        return redirect("accounts:overview", tenant_slug=self.tenant.slug)

    def _apply(self, data: dict[str, Any]) -> Enrolment:
        return apply_for_enrolment(
            tenant=self.tenant,
            programme=Programme(data.get("programme", Programme.INDIRECT_RESELLER)),
            primary_contact=data["primary_contact"],
            key=data["submission"],
            by=self.actor,
        )

    def _page(self, info: ProgramInfo, form: EnrolForm) -> HttpResponse:
        if not (info.may_go_over or info.may_enrol):
            return redirect("accounts:overview", tenant_slug=self.tenant.slug)
        return render(self.request, "accounts/enrol.html", {"content": Enrolling(info, form), "form": form})


def _words_of(enrolment: Enrolment) -> str:
    if enrolment.wants_agreement:
        return _(
            "Your enrolment is approved. Accept the agreement: only then is your organisation a reseller."
        )
    if enrolment.is_waiting:
        return _("Your application has been received. An operator decides within five business days.")
    return _("Your organisation is enrolled.")


class ResellerAgreementView(TenantView):
    """S001-12: Accept and continue. Twice is once."""

    permission = Permission.PROGRAMME_ENROL

    def get(self, request: HttpRequest) -> HttpResponse:
        state = ResellerAgreementState(self.tenant)
        return self._page(Accepting(state, AgreementForm(agreement=state.current)))

    def post(self, request: HttpRequest) -> HttpResponse:
        state = ResellerAgreementState(self.tenant)
        form = AgreementForm(request.POST, agreement=state.current)
        if state.current is None or not form.is_valid():
            return self._page(Accepting(state, form))
        try:
            accept_reseller_agreement(agreement=state.current, by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(Accepting(state, form))
        messages.success(
            request, _("Your organisation is now both: direct-bill partner and indirect reseller.")
        )
        return redirect("accounts:program-info", tenant_slug=self.tenant.slug)

    def _page(self, content: Accepting) -> HttpResponse:
        """There is nothing to accept before the enrolment is approved, nor after it was."""
        if ProgramInfo(self.tenant).pending is None:
            return redirect("accounts:overview", tenant_slug=self.tenant.slug)
        context = {"content": content, "form": content.form}
        return render(self.request, "accounts/reseller_agreement.html", context)
