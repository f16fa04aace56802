"""Where the invitation to incentives leads: a global admin enrols the organisation (S001-42)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.actions import enrol_in_incentives
from accounts.permissions import Permission
from accounts.program_info import ProgramInfo
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError


class IncentivesView(TenantView):
    permission = Permission.INCENTIVES_ENROL

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/incentives.html", {"info": ProgramInfo(self.tenant)})

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            enrol_in_incentives(by=self.actor)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request, _("Your organisation takes part in the incentives of indirect resellers.")
            )
        return redirect("accounts:incentives", tenant_slug=self.tenant.slug)
