"""Leads as pages and files show them: the invitation that came of one, its history, and the CSV."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Tenant
from directory.models import Lead
from directory.querysets import LeadQuerySet
from directory.states import LeadStatus
from invitations.models import Invitation
from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core import export
from partnercenter.core.components import TimelineEntry
from partnercenter.core.models import AuditEvent
from partnercenter.core.sentences import tell
from relationships.models import Partnership

SHOWN = 100  # events on a page


def invitation_of(lead: Lead) -> Invitation | None:
    """The newest that the partner sent to this address since, whichever way it was asked."""
    if not lead.email_key:
        return None
    rows = Invitation.objects.sent_by(lead.partner).addressed_to([lead.email_key])
    is_partnership = {"kind": InvitationKind.PARTNERSHIP}
    rows = rows.filter(**is_partnership) if lead.is_of_reseller else rows.exclude(**is_partnership)
    return rows.filter(created_at__gte=lead.created_at).order_by("-id").first()


def became_url(lead: Lead, invitation: Invitation | None) -> str:
    """The page of the customer or partner that there is once the invitation has been accepted; else ""."""
    if invitation is None or invitation.status != InvitationStatus.ACCEPTED:
        return ""
    other, slug = invitation.recipient_tenant, lead.partner.slug
    if other is None:
        return ""
    if not lead.is_of_reseller:
        return reverse("customers:customer-detail", args=[slug, other.public_id])
    found = Partnership.objects.visible_to(lead.partner).between(lead.partner, other).order_by("-id").first()
    return reverse("relationships:reseller-detail", args=[slug, found.public_id]) if found else ""


def history(lead: Lead) -> list[TimelineEntry]:
    """Newest first."""
    events = AuditEvent.objects.visible_to(lead.partner).about(lead).with_names().newest_first()
    return [tell(event, lead.partner).entry() for event in events[:SHOWN]]


def file_name() -> str:
    return f"leads-{timezone.now():%Y-%m-%d}.csv"


def stream(rows: LeadQuerySet, *, user_id: int, tenant: Tenant) -> Iterator[bytes]:
    """In the order of companies."""
    return export.stream(
        [rows.for_list()],
        order="company_key",
        head=_head,
        lines=lambda batch: map(_line, batch),
        user_id=user_id,
        tenant_id=tenant.pk,
    )


def _head() -> list[str]:
    return [
        _("Lead ID"),
        _("From"),
        _("Company"),
        _("Country"),
        _("Name"),
        _("E-mail address"),
        _("Phone"),
        _("State"),
        _("Received"),
        _("Answered"),
        _("Who cares for it"),
        _("What it is about"),
        _("Notes"),
    ]


def _line(lead: Lead) -> list[object]:
    """Of one that is past its deadline the contact data are not shown, whether or not the sweep has come by."""
    shown = lead.has_contact
    return [
        lead.public_id,
        lead.get_kind_display(),
        lead.company,
        lead.country,
        lead.contact_name if shown else "",
        lead.email if shown else "",
        lead.phone if shown else "",
        LeadStatus(lead.shown_status).label,
        lead.created_at.isoformat(timespec="seconds"),
        lead.answered_at.isoformat(timespec="seconds") if lead.answered_at else "",
        lead.owner.full_name if lead.owner else "",
        lead.message if shown else "",
        lead.notes,
    ]
