"""Pages for operators: invitations and who does not want any. No link, no nonce, no digest stands on any page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from invitations import actions
from invitations.models import Invitation, OptOut
from invitations.recipients import address_key
from invitations.states import InvitationStatus
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site
from partnercenter.core.states_mail import MailStatus
from partnercenter.core.text import prefix_range, search_key


@admin.register(Invitation, site=site)
class InvitationAdmin(OperatorAdmin):
    operations = (
        Operation(
            "revoke",
            _("Revoke"),
            lambda row, by: actions.revoke_invitation(invitation=row, by=by),
            explanation=_("The link says from now on that the invitation was taken back. Nobody is told."),
            possible=lambda row: row.status == InvitationStatus.OPEN,
            bulk=True,
        ),
    )
    list_display = (
        "recipient_email",
        "kind",
        "inviter",
        "sender",
        "status",
        "mail_state",
        "delivery",
        "created_at",
        "expires_at",
        "answered_at",
    )
    list_filter = ("kind", "status", "delivery")
    list_select_related = ("inviter",)
    search_help_text = _(
        "The beginning of the recipient's address, or the inviting organisation's address in URLs."
    )
    fields = (
        ("recipient_email", "recipient_name", "language"),
        ("inviter", "invited_by_name", "kind"),
        ("with_partner", "capacity", "admin_access"),
        ("customer", "candidate"),
        ("roles", "roles_end_on"),
        ("status", "delivery", "mail_state"),
        ("created_at", "opened_at", "expires_at", "next_reminder_at"),
        ("answered_at", "answered_by_name", "recipient_tenant"),
        "decline_reason",
        ("closed_at", "closed_by_name"),
        ("days", "generation", "version", "public_id"),
        "subject",
        "body",
    )
    readonly_fields = ("body", "mail_state")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.defer("nonce").for_list()

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["recipient_email", "inviter"]

    def search_q(self, term: str) -> Q:
        low, high = prefix_range(address_key(term) if "@" in term else search_key(term))
        found = Q(recipient_key__gte=low, recipient_key__lt=high)
        if "@" in term:
            return found
        inviters = list(Tenant.objects.filter(slug=term.lower()).values_list("pk", flat=True))
        return found | Q(inviter_id__in=inviters) | Q(public_id=term.lower())

    @admin.display(description=_("invited by"))
    def sender(self, obj: Invitation) -> str:
        return obj.invited_by_name

    @admin.display(description=_("mail"))
    def mail_state(self, obj: Any) -> str:
        return str(MailStatus(obj.mail_status).label) if obj.mail_status else "–"

    @admin.display(description=_("text"))
    def body(self, obj: Invitation) -> SafeString:
        """With the place of the link, never with the link."""
        return format_html('<div class="operations-text">{}</div>', obj.text)

    def related_links(self, obj: Invitation) -> list[dict[str, Any]]:
        about = {"about_type__exact": "invitations.invitation", "about_id__exact": obj.pk}
        return [
            listing(_("Its mails"), "core.outgoingmail", **about),
            listing(_("Mails to this address"), "core.outgoingmail", q=obj.recipient_email),
            listing(_("Sent in the same request"), "invitations.invitation", batch__exact=obj.batch),
        ]


@admin.register(OptOut, site=site)
class OptOutAdmin(OperatorAdmin):
    operations = (
        Operation(
            "lift",
            _("Lift"),
            lambda row, by: actions.lift_opt_out(opt_out=row, by=by),
            explanation=_("The address can be invited again. Only where its owner has asked for it."),
            ends=True,
        ),
    )
    list_display = ("recipient_key", "tenant", "created_at")
    list_select_related = ("tenant",)
    search_help_text = _("The whole address.")
    fields = (("recipient_key", "tenant"), "created_at")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["recipient_key"]

    def search_q(self, term: str) -> Q:
        return Q(recipient_key=address_key(term))
