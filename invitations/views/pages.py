from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.labels import role_labels
from accounts.permissions import ROLE_PERMISSIONS, Permission, tenant_allows
from accounts.views.base import TenantView
from accounts.visiting import Visitor
from invitations.asking import team_ways, ways_to_ask
from invitations.badges import mail_badge, mail_reply, state_badge
from invitations.drafts import letter_of
from invitations.filters import InvitationFilter
from invitations.history import history
from invitations.models import Invitation
from invitations.offers import MAY_ASK
from invitations.querysets import InvitationQuerySet
from invitations.states import InvitationStatus
from partnercenter.core.lists import Column, ListView, Sort

SENDABLE = {InvitationStatus.OPEN, InvitationStatus.EXPIRED}


class InvitationListView(TenantView, ListView):
    """Every invitation of the organisation: who asked whom, what became of it and of its mail (D5)."""

    permission = Permission.INVITATIONS_VIEW
    template_name = "invitations/invitation_list.html"
    page_title = _("Invitations")
    filterset_class = InvitationFilter
    columns = (
        Column(_("Recipient"), sort="to"),
        Column(_("Kind")),
        Column(_("State")),
        Column(_("Mail")),
        Column(_("Asked"), sort="asked"),
        Column(_("Expires")),
    )
    sorts = {
        "to": Sort(_("Recipient"), ("recipient_key",)),
        "asked": Sort(_("Asked"), ("created_at",)),
    }
    default_sort = "-asked"

    def queryset(self) -> InvitationQuerySet:
        return Invitation.objects.visible_to(self.tenant).for_list()

    def read_as(self, rows: Any) -> list[Any]:
        """An index for each half: what was sent, and what resellers sent for both."""
        return [rows.sent_by(self.tenant), rows.shared_with(self.tenant)]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(
            ways_to_ask=[*ways_to_ask(self.actor), *team_ways(self.actor)], **extra
        )

    def bulk_url(self) -> str:
        if not self.actor.may(Permission.INVITATIONS_CHANGE):
            return ""
        return reverse("invitations:invitation-bulk", args=[self.tenant.slug])


class InvitationDetailView(TenantView):
    """What was offered to whom, and what became of it. The provider of a joint one reads along: no link, no letter."""

    permission = Permission.INVITATIONS_VIEW

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rows = Invitation.objects.visible_to(self.tenant).with_letter().for_list()
        invitation = get_object_or_404(rows, public_id=public_id)
        is_own = invitation.inviter_id == self.tenant.pk
        may_change = is_own and self.actor.may(MAY_ASK[invitation.kind])
        is_open = invitation.shown_status == InvitationStatus.OPEN
        shows_link = is_open and may_change and not isinstance(self.actor, Visitor)
        letter = letter_of(invitation) if shows_link else None
        context = {
            "page_title": _("Invitation to %(email)s") % {"email": invitation.recipient_email},
            "invitation": invitation,
            "is_own": is_own,
            "badge": state_badge(invitation),
            "mail": mail_badge(invitation),
            "reply": mail_reply(invitation),
            "letter": letter,
            "link_is_lost": shows_link and letter is None,
            "may_edit": may_change and is_open,
            "may_resend": may_change and invitation.shown_status in SENDABLE,
            "needed_roles": self._needed(invitation) if is_own and is_open and not may_change else "",
            "entries": history(invitation, viewer=self.tenant),
        }
        return render(request, "invitations/invitation_detail.html", context)

    def _needed(self, invitation: Invitation) -> str:
        """Who of the organisation can change it; nobody, where it has left the programme."""
        permission = MAY_ASK[invitation.kind]
        allowed = ROLE_PERMISSIONS[permission] if tenant_allows(self.tenant, permission) else ()
        return ", ".join(role_labels(allowed))
