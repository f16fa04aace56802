"""What a partner does with its leads: take one on, decline, put it away; and what time and the person's will do."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from directory import emails, policies
from directory.models import Lead
from directory.models.lead import CONTACT
from directory.states import LEAD_TRANSITIONS, DeclineReason, LeadStatus
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, AnyActor, SystemActor
from partnercenter.core.addresses import address_key
from partnercenter.core.states import transition

_IN_TIME = Q(expires_at__gt=Now())


@transaction.atomic
def accept_lead(*, lead: Lead, owner: User | None, notes: str, by: Actor) -> None:
    """Reference 3.19. `owner` cares for it. Raises DomainError: not_received, not_carer; StaleState."""
    policies.require_received(lead)
    policies.require_carer(lead.partner, owner)
    stamps = {"answered_at": Now(), "answered_by": by.user, "owner": owner, "notes": notes}
    transition(lead, LeadStatus.ACCEPTED, table=LEAD_TRANSITIONS, when=_IN_TIME, stamps=stamps)
    audit.record("lead.accepted", by=by, target=lead, changes=_cared_for(None, owner))


@transaction.atomic
def decline_lead(*, lead: Lead, reason: DeclineReason, notes: str, by: Actor) -> None:
    """Reference 3.19: who asked is told to choose another partner, not why. Raises DomainError: not_received; StaleState."""
    policies.require_received(lead)
    stamps = {"answered_at": Now(), "answered_by": by.user, "decline_reason": reason, "notes": notes}
    transition(lead, LeadStatus.DECLINED, table=LEAD_TRANSITIONS, when=_IN_TIME, stamps=stamps)
    audit.record("lead.declined", by=by, target=lead, changes={"decline_reason": [None, reason]})
    emails.tell_declined(lead)


@transaction.atomic
def care_for_lead(*, lead: Lead, owner: User | None, notes: str, by: Actor) -> None:
    """Somebody else cares for it, or there is more to note. Raises DomainError: not_carer."""
    policies.require_carer(lead.partner, owner)
    changes = _cared_for(lead.owner, owner)
    if not changes and notes == lead.notes:
        return
    Lead.objects.filter(pk=lead.pk).update(owner=owner, notes=notes)
    audit.record("lead.edited", by=by, target=lead, changes=changes)


def _cared_for(old: User | None, new: User | None) -> dict[str, list[str]]:
    names = [person.full_name if person else "" for person in (old, new)]
    return {"owner": names} if old != new else {}


@transaction.atomic
def archive_lead(*, lead: Lead, by: Actor) -> None:
    """An accepted lead that is done with. Raises DomainError: transition_refused; StaleState."""
    transition(lead, LeadStatus.ARCHIVED, table=LEAD_TRANSITIONS, stamps={"archived_at": Now()})
    audit.record("lead.archived", by=by, target=lead)


def _expire_lead(lead: Lead) -> None:
    """Nobody answered in time: the contact data are gone, and who asked is told to choose another. In system scope.

    Raises StaleState where an answer came first, or the deadline has not passed.
    """
    letter = Lead.objects.select_related("partner").get(pk=lead.pk)
    when, gone = Q(expires_at__lte=Now()), dict.fromkeys(CONTACT, "")
    transition(lead, LeadStatus.EXPIRED, table=LEAD_TRANSITIONS, when=when, stamps=gone)
    audit.record(
        "lead.expired", by=SystemActor("expiry"), target=lead, tenant=lead.partner, counterparty=lead.asker
    )
    emails.tell_expired(letter)


@transaction.atomic
def forget_person(*, address: str, by: AnyActor) -> None:
    """Erases whoever has this address from every partner's leads; those without an answer are over."""
    with tenancy.system(reason="a person's data in leads are erased"):
        rows = list(
            Lead.objects.of_person(address_key(address))
            .select_related("partner")
            .select_for_update(of=("self",))
        )
        for lead in rows:
            gone = {**dict.fromkeys(CONTACT, ""), "notes": "", "erased_at": Now()}
            status = LeadStatus.EXPIRED if lead.status == LeadStatus.RECEIVED else lead.status
            Lead.objects.filter(pk=lead.pk).update(status=status, **gone)
            audit.record("lead.erased", by=by, target=lead, tenant=lead.partner)
