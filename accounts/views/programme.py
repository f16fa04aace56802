"""Program info: what the organisation is in the programme, and how that came about (S001-10)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateResponseMixin

from accounts.permissions import Permission
from accounts.program_info import ProgramInfo
from accounts.settings_menu import crumbs_for
from accounts.states import TenantKind
from accounts.views.base import TenantView

PROFILE = _("Partner profile")
# The pages of the partner profile: plain links, in this order, for who has the permission. Apps above add theirs in ready().
TABS: list[tuple[Any, str, Permission]] = [
    (PROFILE, "accounts:profile", Permission.TENANT_VIEW),
    (_("Program info"), "accounts:program-info", Permission.PROGRAM_INFO_VIEW),
]


class ProfileTabView(TemplateResponseMixin, TenantView):
    """One tab of the partner profile; `route` is its URL name."""

    route: str

    def frame(self) -> dict[str, Any]:
        """What every tab begins with."""
        label = next(label for label, route, _permission in TABS if route == self.route)
        if self.tenant.kind != TenantKind.PARTNER:  # a customer has a profile, and no settings of a partner
            return {"page_title": label}
        steps = [(PROFILE, "accounts:profile")] if self.route != "accounts:profile" else []
        return {
            "page_title": label,
            "crumbs": crumbs_for(self.actor, *steps, (label, "")),
            "tabs": [
                (words, route, route == self.route)
                for words, route, permission in TABS
                if self.actor.may(permission)
            ],
        }


class ProgramInfoView(ProfileTabView):
    permission = Permission.PROGRAM_INFO_VIEW
    route = "accounts:program-info"
    template_name = "accounts/program_info.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"info": ProgramInfo(self.tenant), "may_enrol": self.actor.may(Permission.PROGRAMME_ENROL)}
        return self.render_to_response(self.frame() | context)
