"""The end of an operator's visit, by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View

from accounts.actions import end_visit
from partnercenter.core import tenancy


class VisitEndView(View):
    """Leads back to the organisation's page in the admin, or home where no visit is open."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("home")

    def post(self, request: HttpRequest) -> HttpResponse:
        with tenancy.system(reason="the end of an operator's visit"):
            visit = end_visit(operator=request.user)  # type: ignore[arg-type]  # login is required
        if visit is None:
            return redirect("home")
        return redirect("admin:accounts_tenant_change", visit.tenant_id)
