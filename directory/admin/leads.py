from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from directory import actions
from directory.models import Lead
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin
from partnercenter.core.admin_site import site


@admin.register(Lead, site=site)
class LeadAdmin(OperatorAdmin):
    """Who asked whom, and what became of it. What they wrote to one another is the partner's to read."""

    operations = (
        Operation(
            "erase",
            _("Erase the contact data"),
            lambda row, by: actions.forget_person(address=row.email, by=by),
            explanation=_(
                "At the person's wish. Every lead with this address loses name, address, message and notes, of whichever"
                " partner it is; those without an answer are over."
            ),
            possible=lambda row: bool(row.email),
        ),
    )
    list_display = ("company", "partner", "kind", "status", "created_at", "expires_at", "answered_at")
    list_filter = ("status", "kind")
    list_select_related = ("partner",)
    search_exact = ("partner__slug", "public_id", "email_key")
    search_help_text = _("The partner's address in URLs, or the e-mail address of who asked.")
    fields = (
        ("partner", "kind", "status"),
        ("company", "country", "asker"),
        ("created_at", "expires_at"),
        ("answered_at", "answered_by", "decline_reason"),
        ("archived_at", "erased_at"),
        "public_id",
    )
