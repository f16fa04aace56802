from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic.base import TemplateResponseMixin

from accounts.permissions import Permission
from accounts.views.base import TenantView


class ProfileView(TemplateResponseMixin, TenantView):
    permission = Permission.TENANT_VIEW
    template_name = "accounts/profile.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response({})
