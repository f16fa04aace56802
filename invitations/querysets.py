from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now

from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core.models import OutgoingMail
from partnercenter.core.states_mail import MailStatus

if TYPE_CHECKING:
    from accounts.models import Tenant
    from invitations.models import Invitation, OptOut  # noqa: F401  ruff does not see names in quotes

LINK_MAILS = ["invitation", "invitation_reminder"]


def latest_mail(field: str) -> Subquery:
    """A field of the newest mail that carries the invitation's link."""
    mails = OutgoingMail.objects.filter(
        about_type="invitations.invitation", about_id=OuterRef("pk"), kind__in=LINK_MAILS
    )
    return Subquery(mails.order_by("-id").values(field)[:1])


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, tenant: Tenant) -> InvitationQuerySet:
        """What the organisation sent, and what a reseller of it sent for both (S001-29)."""
        return self.filter(Q(inviter=tenant) | Q(with_partner=tenant))

    def sent_by(self, tenant: Tenant) -> InvitationQuerySet:
        """What the organisation sent: it alone changes it."""
        return self.filter(inviter=tenant)

    def shared_with(self, tenant: Tenant) -> InvitationQuerySet:
        """What resellers sent for the organisation and themselves."""
        return self.filter(with_partner=tenant)

    def of(self, candidate: Any) -> InvitationQuerySet:
        """By which an imported customer was asked: only the partner that imported it ever does, so nothing else is
        compared, and the index over candidates serves whatever the planner believes."""
        return self.filter(candidate=candidate)

    def like(self, kind: str, with_partner: Tenant | None) -> InvitationQuerySet:
        """Those that offer the same: to one recipient only one of them is open at a time."""
        return self.filter(kind=kind, with_partner=with_partner)

    def of_colleagues(self) -> InvitationQuerySet:
        """To become a member of the organisation that asks."""
        return self.filter(kind=InvitationKind.MEMBER)

    def open(self) -> InvitationQuerySet:
        """Neither answered nor past the deadline, by the database's clock."""
        return self.filter(status=InvitationStatus.OPEN, expires_at__gt=Now())

    def past(self) -> InvitationQuerySet:
        """Expired, swept or not."""
        return self.filter(
            Q(status=InvitationStatus.EXPIRED) | Q(status=InvitationStatus.OPEN, expires_at__lte=Now())
        )

    def expiring(self) -> InvitationQuerySet:
        """Open, with no more than seven days left."""
        return self.open().filter(expires_at__lte=Now() + timedelta(days=7))

    def undeliverable(self) -> InvitationQuerySet:
        """Open, and a mail with the present link could not be delivered."""
        failed = OutgoingMail.objects.filter(
            status=MailStatus.FAILED,
            kind__in=LINK_MAILS,
            about_type="invitations.invitation",
            about_id=OuterRef("pk"),
            generation=OuterRef("generation"),
        )
        return self.open().filter(Exists(failed))

    def in_state(self, status: str) -> InvitationQuerySet:
        if status == InvitationStatus.OPEN:
            return self.open()
        return self.past() if status == InvitationStatus.EXPIRED else self.filter(status=status)

    def addressed_to(self, keys: Iterable[str]) -> InvitationQuerySet:
        return self.filter(recipient_key__in=list(keys))

    def of_batch(self, batch: UUID) -> InvitationQuerySet:
        """Those of one request, in the order in which they were asked for."""
        return self.filter(batch=batch).order_by("id")

    def with_letter(self) -> InvitationQuerySet:
        """Adds what the whole letter and its link are made of; not the sender, whom colleagues see no more once gone."""
        return self.select_related(
            "inviter", "with_partner", "customer", "candidate", "recipient_tenant"
        ).prefetch_related("links")

    def for_list(self) -> InvitationQuerySet:
        """Adds both partners, and `mail_status`, `mail_reply` and `mail_sent_at` of the newest mail with the link (None:
        none)."""
        return self.select_related("inviter", "with_partner").annotate(
            mail_status=latest_mail("status"),
            mail_reply=latest_mail("reply"),
            mail_sent_at=latest_mail("sent_at"),
        )


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def visible_to(self, tenant: Tenant) -> OptOutQuerySet:
        """Who wants nothing more from this organisation, or from anybody."""
        return self.filter(Q(tenant=tenant) | Q(tenant=None))
