"""Agreements of an organisation: what it has accepted, and reading and signing the MPA (S004-5 to S004-9, D13)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic.base import TemplateResponseMixin

from accounts.models import AgreementAcceptance
from accounts.permissions import Permission
from accounts.states import TenantKind
from accounts.views.base import TenantView


class AgreementListView(TemplateResponseMixin, TenantView):
    """What this organisation has accepted, newest first, and whether the MPA is signed."""

    permission = Permission.AGREEMENT_VIEW
    template_name = "accounts/agreement_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acceptances = list(
            AgreementAcceptance.objects.filter(tenant=self.tenant).select_related("agreement").order_by("-id")
        )
        is_partner = self.tenant.kind == TenantKind.PARTNER
        return self.render_to_response({"acceptances": acceptances, "is_partner": is_partner})


class MpaSignView(TemplateResponseMixin, TenantView):
    permission = Permission.MPA_SIGN
    template_name = "accounts/mpa_sign.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response({})
