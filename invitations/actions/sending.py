"""What the inviting side does: ask."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from invitations import emails, limits, policies, tokens
from invitations.models import Invitation, InvitationLink, first_reminder
from invitations.offers import PARTNERSHIP, Offer
from invitations.policies import members
from invitations.recipients import Recipient
from invitations.states import INVITATION_TRANSITIONS, Delivery, InvitationStatus
from partnercenter.core import audit
from partnercenter.core.actor import Actor, SystemActor
from partnercenter.core.dates import date_words
from partnercenter.core.errors import DomainError, DomainErrors, StaleState
from partnercenter.core.states import transition


@transaction.atomic
def send_invitations(
    *,
    offer: Offer = PARTNERSHIP,
    recipients: Sequence[Recipient],
    language: str,
    days: int,
    subject: str,
    text: str,
    delivery: Delivery,
    batch: UUID,
    by: Actor,
) -> list[Invitation]:
    """S000-13 to S000-19, S001-26 to S001-30, S002-5 to S002-9: one tracked invitation a recipient; all or none.

    Each is valid for `days` days. The same `batch` twice is the same request (a double click, a refresh). Raises
    DomainError(s): not_provider, not_partner, not_enrolled, not_partners, wrong_capacity, admin_access_always,
    not_customer, link_missing, days, own_organisation, opted_out, already_invited; RateLimited. For colleagues:
    no_role, roles, ends_on, already_member.
    """
    policies.require_link_in_text(text)
    policies.require_days(days)
    # One request of an organisation at a time; nor does a relationship of it end meanwhile.
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=by.tenant.pk)
    policies.require_may_invite(by.tenant, offer)
    members.require_may_offer(offer, by)
    earlier = list(Invitation.objects.sent_by(by.tenant).of_batch(batch))
    if earlier:
        return earlier
    members.require_not_colleagues(by.tenant, recipients, offer.kind)
    _require_free(recipients, by.tenant, offer)
    limits.count_invitations(recipients, by=by)
    draft = {
        "language": language,
        "days": days,
        "subject": subject,
        "text": text,
        "delivery": delivery,
        "batch": batch,
    }
    _make_room(by.tenant, offer.kind, offer.with_partner, [recipient.key for recipient in recipients])
    return [_invite(recipient, offer, draft, by=by) for recipient in recipients]


def _count(recipient: Recipient, *, by: Actor) -> None:
    """Whatever makes a new link counts like a new invitation (situation C-092)."""
    limits.count_invitations([recipient], by=by)


def _require_free(recipients: Sequence[Recipient], tenant: Tenant, offer: Offer) -> None:
    """One open invitation per recipient (situations C-002, C-024); says who asked and when."""
    rows = Invitation.objects.sent_by(tenant).like(offer.kind, offer.with_partner).open()
    found = rows.addressed_to(recipient.key for recipient in recipients)
    taken = {invitation.recipient_key: invitation for invitation in found}
    errors = [_taken(recipient, taken[recipient.key]) for recipient in recipients if recipient.key in taken]
    unwanted = policies.opted_out(tenant, (recipient.key for recipient in recipients))
    errors += [policies.opted_out_error(each.email) for each in recipients if each.key in unwanted]
    if errors:
        raise DomainErrors(errors)


def _taken(recipient: Recipient, invitation: Invitation) -> DomainError:
    message = _("%(email)s was invited by %(name)s on %(date)s already. Send that invitation again instead.")
    when = date_words(invitation.created_at)
    values = {"email": recipient.email, "name": invitation.invited_by_name, "date": when}
    return DomainError("already_invited", message % values, "recipients")


def _invite(recipient: Recipient, offer: Offer, draft: dict[str, Any], *, by: Actor) -> Invitation:
    now = timezone.now()
    expires = now + timedelta(days=draft["days"])
    invitation = Invitation.objects.create(
        **offer.fields,
        candidate_id=recipient.candidate_id,
        inviter=by.tenant,
        invited_by=by.user,
        invited_by_name=by.user.full_name,
        recipient_email=recipient.email,
        recipient_key=recipient.key,
        recipient_name=recipient.name,
        opened_at=now,
        expires_at=expires,
        next_reminder_at=first_reminder(now, expires) if draft["delivery"] == Delivery.PORTAL else None,
        **draft,
    )
    _make_link(invitation)
    audit.record(
        "invitation.sent",
        by=by,
        target=invitation,
        counterparty=offer.with_partner,
        changes={"kind": [None, offer.kind], "expires_at": [None, expires.isoformat()], **_offered(offer)},
    )
    return invitation


def _offered(offer: Offer) -> dict[str, Any]:
    """To a colleague."""
    if not offer.roles:
        return {}
    day = offer.roles_end_on
    return {"roles": [[], sorted(offer.roles)], "roles_end_on": [None, day.isoformat() if day else None]}


def _make_link(invitation: Invitation) -> None:
    token = tokens.new_token(invitation)
    InvitationLink.objects.create(
        invitation=invitation, generation=invitation.generation, digest=tokens.digest(token)
    )
    if invitation.delivery == Delivery.PORTAL:
        emails.queue_invitation(invitation)


def _make_room(
    tenant: Tenant, kind: str, with_partner: Tenant | None, recipient_keys: Sequence[str], *, but: int = 0
) -> None:
    """An expired one that no sweep has met yet stands in nobody's way."""
    stale = (
        Invitation.objects.sent_by(tenant)
        .like(kind, with_partner)
        .filter(recipient_key__in=recipient_keys, status=InvitationStatus.OPEN, expires_at__lte=Now())
    )
    for old in stale.exclude(pk=but):
        with suppress(StaleState):  # the sweep was here in this moment
            _expire(old)


def _expire(invitation: Invitation) -> None:
    stamps = {"closed_at": Now(), "next_reminder_at": None}
    transition(
        invitation,
        InvitationStatus.EXPIRED,
        table=INVITATION_TRANSITIONS,
        when=Q(expires_at__lte=Now()),
        stamps=stamps,
    )
    audit.record(
        "invitation.expired",
        by=SystemActor("expiry"),
        target=invitation,
        tenant=invitation.inviter,
        counterparty=invitation.with_partner,
    )
