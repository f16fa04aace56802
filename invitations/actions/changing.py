"""What the inviting side does with an invitation it sent: send again, take back, change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from invitations import emails, limits, policies
from invitations.actions.sending import _count, _make_link, _make_room
from invitations.models import Invitation, first_reminder, new_nonce
from invitations.offers import Offer
from invitations.policies import members
from invitations.recipients import Recipient
from invitations.states import INVITATION_TRANSITIONS, Delivery, InvitationStatus
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.mail import Reworded
from partnercenter.core.states import transition


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: Actor, delivery: Delivery | None = None) -> None:
    """A new link; the old one is dead; the clock restarts, also after expiry (D5)."""
    policies.require_sendable_again(invitation)
    policies.require_may_invite(invitation.inviter, Offer.of(invitation))
    members.require_may_offer(Offer.of(invitation), by)
    policies.require_not_opted_out(invitation.inviter, invitation.recipient_key, invitation.recipient_email)
    limits.count_resend(invitation)
    _count(Recipient(invitation.recipient_email, invitation.recipient_key), by=by)
    _reopen(invitation, by=by, delivery=delivery or invitation.delivery, **_new_sender(invitation, by))
    audit.record(
        "invitation.resent",
        by=by,
        target=invitation,
        counterparty=invitation.with_partner,
        changes={"generation": [invitation.generation - 1, invitation.generation]},
    )


def _new_sender(invitation: Invitation, by: Actor) -> dict[str, Any]:
    """A link is worth what its sender may do: where that person left, who sends it again answers for it."""
    try:
        policies.require_inviter_still_may(invitation)
    except DomainError:
        return {"invited_by": by.user, "invited_by_name": by.user.full_name}
    return {}


def _reopen(invitation: Invitation, *, by: Actor, **changes: Any) -> None:
    """Next generation, if nobody else made one meanwhile."""
    now = timezone.now()
    rows = Invitation.objects.filter(
        pk=invitation.pk,
        status=invitation.status,
        generation=invitation.generation,
        version=invitation.version,
    )
    for name, value in changes.items():
        setattr(invitation, name, value)
    invitation.status, invitation.generation = InvitationStatus.OPEN, invitation.generation + 1
    invitation.nonce, invitation.opened_at = new_nonce(), now
    invitation.expires_at = now + timedelta(days=invitation.days)
    is_portal = invitation.delivery == Delivery.PORTAL
    invitation.next_reminder_at = first_reminder(now, invitation.expires_at) if is_portal else None
    invitation.closed_at, invitation.closed_by_name, invitation.version = None, "", invitation.version + 1
    names = [
        "status",
        "generation",
        "nonce",
        "opened_at",
        "expires_at",
        "next_reminder_at",
        "closed_at",
        "closed_by_name",
        "version",
        *changes,
    ]
    _make_room(
        invitation.inviter,
        invitation.kind,
        invitation.with_partner,
        [invitation.recipient_key],
        but=invitation.pk,
    )
    try:
        with transaction.atomic():
            changed = rows.update(**{name: getattr(invitation, name) for name in names})
    except IntegrityError as error:
        message = _("%(email)s has another open invitation of yours.") % {"email": invitation.recipient_email}
        raise DomainError("already_invited", message, "recipient") from error
    if changed != 1:
        raise StaleState("stale", _("Somebody else was faster. Reload the page to see the current state."))
    _make_link(invitation)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: AnyActor) -> None:
    """Take it back: the link says so from now on. Raises DomainError, StaleState where an answer came first."""
    policies.require_open(invitation)
    stamps = {
        "closed_at": Now(),
        "closed_by_name": by.user.full_name if by.user else "",
        "next_reminder_at": None,
    }
    transition(invitation, InvitationStatus.REVOKED, table=INVITATION_TRANSITIONS, stamps=stamps)
    audit.record(
        "invitation.revoked",
        by=by,
        target=invitation,
        tenant=invitation.inviter,
        counterparty=invitation.with_partner,
    )


@transaction.atomic
def edit_invitation(
    *,
    invitation: Invitation,
    version: int,
    recipient: Recipient,
    language: str,
    days: int,
    subject: str,
    text: str,
    by: Actor,
    roles: Iterable[str] | None = None,
    roles_end_on: date | None = None,
) -> Reworded:
    """Change an open invitation. Another address, or other `roles` for a colleague, mean a new link and a new mail; the
    old link is dead: nobody accepts what they have not read.

    A mail that waits says the new words; returns what became of it. Where the sender may not invite any more, `by`
    answers for it from now on.

    Raises StaleState where `version` is not the current one: somebody edited it meanwhile (situation C-031).
    """
    policies.require_open(invitation)
    policies.require_link_in_text(text)
    policies.require_days(days)
    members.require_not_colleagues(by.tenant, [recipient], invitation.kind)
    if invitation.version != version:
        raise StaleState(
            "edited", _("A colleague changed this invitation meanwhile. Compare, then save again.")
        )
    expires = invitation.opened_at + timedelta(days=days)
    if expires <= timezone.now():
        raise DomainError("days", _("With so few days the invitation would have expired already."), "days")
    words = {
        "language": language,
        "days": days,
        "subject": subject,
        "text": text,
        "recipient_name": recipient.name,
    }
    sender = _new_sender(invitation, by)
    offered = _other_roles(invitation, roles, roles_end_on)
    changes = _changes(invitation, words | offered | {"recipient_email": recipient.email})
    words["recipient_email"] = recipient.email
    if recipient.key != invitation.recipient_key or offered:
        _offer_anew(invitation, recipient, offered, by=by, **words, **sender)
        outcome = Reworded.NONE
    else:
        outcome = _rewrite(invitation, expires_at=expires, **words, **sender)
    audit.record(
        "invitation.edited",
        by=by,
        target=invitation,
        counterparty=invitation.with_partner,
        changes=changes,
    )
    return outcome if changes else Reworded.NONE


def _offer_anew(
    invitation: Invitation, recipient: Recipient, offered: dict[str, Any], *, by: Actor, **changes: Any
) -> None:
    offer = replace(Offer.of(invitation), **offered)
    policies.require_may_invite(by.tenant, offer)
    members.require_may_offer(offer, by)
    policies.require_not_opted_out(by.tenant, recipient.key, recipient.email)
    _count(recipient, by=by)
    _reopen(invitation, by=by, recipient_key=recipient.key, **changes, **offered)


def _other_roles(
    invitation: Invitation, roles: Iterable[str] | None, roles_end_on: date | None
) -> dict[str, Any]:
    """What is offered to a colleague now and was not before."""
    if roles is None or not invitation.is_for_colleague:
        return {}
    offered = {"roles": sorted(roles), "roles_end_on": roles_end_on}
    return offered if _changes(invitation, offered) else {}


def _changes(invitation: Invitation, words: dict[str, Any]) -> dict[str, list[Any]]:
    """Old and new of what differs."""
    return {
        name: [_as_written(getattr(invitation, name)), _as_written(value)]
        for name, value in words.items()
        if getattr(invitation, name) != value
    }


def _as_written(value: Any) -> Any:
    """In the JSON of an event."""
    return value.isoformat() if isinstance(value, date) else value


def _rewrite(invitation: Invitation, **words: Any) -> Reworded:
    is_portal = invitation.delivery == Delivery.PORTAL
    words["next_reminder_at"] = first_reminder(timezone.now(), words["expires_at"]) if is_portal else None
    rows = Invitation.objects.filter(
        pk=invitation.pk, status=InvitationStatus.OPEN, version=invitation.version
    )
    if rows.update(version=F("version") + 1, **words) != 1:
        raise StaleState(
            "edited", _("A colleague changed this invitation meanwhile. Compare, then save again.")
        )
    for name, value in words.items():
        setattr(invitation, name, value)
    return emails.reword_waiting(invitation) if is_portal else Reworded.NONE
