"""Settings of a partner: where each thing is kept (S001-10)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic.base import TemplateResponseMixin

from accounts import settings_menu
from accounts.permissions import Permission
from accounts.views.base import TenantView


class SettingsView(TemplateResponseMixin, TenantView):
    permission = Permission.TENANT_VIEW
    template_name = "accounts/settings.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response({"links": settings_menu.links_for(self.actor)})
