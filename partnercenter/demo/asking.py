"""How people of the demo ask each other, and answer."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import F

from accounts.models import Agreement
from invitations import actions as invitations
from invitations.letters import default_draft
from invitations.models import Invitation
from invitations.offers import PARTNERSHIP, Offer
from invitations.recipients import parse_many
from invitations.states import Delivery
from partnercenter.core.actor import Actor
from partnercenter.demo.organisations import global_admin

DAYS = 30
# By their own mail program: the demo's mailbox stays readable. A few go through the portal, in two languages.
SELF, PORTAL = Delivery.SELF, Delivery.PORTAL


def ask(
    by: Actor,
    whom: str,
    offer: Offer = PARTNERSHIP,
    *,
    delivery: Delivery = SELF,
    days: int = DAYS,
) -> Invitation:
    """`whom` is an organisation of the demo, or somebody with an address."""
    language = by.user.language
    subject, text = default_draft(by.tenant, language, days=days, sender=by.user.full_name, offer=offer)
    return invitations.send_invitations(
        offer=offer,
        recipients=parse_many(whom if "@" in whom else _global_admin_of(whom)),
        language=language,
        days=days,
        subject=subject,
        text=text,
        delivery=delivery,
        batch=uuid.uuid4(),
        by=by,
    )[0]


def _global_admin_of(slug: str) -> str:
    user = global_admin(slug).user
    return f"{user.full_name} <{user.email}>"


def accept(invitation: Invitation, slug: str, agreement: Agreement | None = None) -> None:
    """By the organisation's global admin; a customer accepts the agreement with it."""
    invitations.accept_invitation(
        invitation=invitation,
        generation=invitation.generation,
        confirmed=True,
        by=global_admin(slug),
        agreement=agreement,
    )


def decline(invitation: Invitation, slug: str, reason: str) -> None:
    by = global_admin(slug)
    invitations.decline_invitation(
        invitation=invitation,
        generation=invitation.generation,
        reason=reason,
        user=by.user,
        tenant=by.tenant,
    )


def grow_old(invitation: Invitation, age: timedelta) -> None:
    """The only thing here that no action does: move an invitation into the past, so that the sweep finds it expired."""
    Invitation.objects.filter(pk=invitation.pk).update(
        created_at=F("created_at") - age, opened_at=F("opened_at") - age, expires_at=F("expires_at") - age
    )
