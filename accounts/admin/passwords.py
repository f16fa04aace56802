"""Temporary passwords: who got one and whether it was seen. The password itself is kept nowhere."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import TemporaryPassword
from partnercenter.core.admin_base import OperatorAdmin
from partnercenter.core.admin_site import site

_STATES = {
    "mailed": _("Mailed as a link"),
    "revealed": _("Shown"),
    "expired": _("Expired"),
    "open": _("Not shown yet"),
}


@admin.register(TemporaryPassword, site=site)
class TemporaryPasswordAdmin(OperatorAdmin):
    list_display = ("public_id", "user_name", "issuer", "what_became", "created_at", "expires_at")
    list_select_related = ("issuer",)
    search_exact = ("public_id", "user_name")
    search_help_text = _("The whole user name, or an ID.")
    fields = (
        ("public_id", "what_became"),
        ("user", "user_name", "issuer"),
        ("created_at", "issued_by", "expires_at"),
        ("mailed_to", "revealed_at", "revealed_by"),
    )
    readonly_fields = ("what_became",)

    @admin.display(description=_("state"))
    def what_became(self, obj: TemporaryPassword) -> str:
        return str(_STATES[obj.state])
