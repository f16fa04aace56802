"""Mails of leads, and of entries in the official list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from directory import emails
from directory.models import EntryRequest, Lead
from tests import factories as make

if TYPE_CHECKING:
    from tests.emails.samples import Cast

UNTIL = datetime(2035, 2, 16, 6, 0, tzinfo=UTC)


def _lead(people: Cast) -> Lead:
    """A company asks Ann's; its person reads the language of the sample."""
    return make.LeadFactory(
        public_id="llllmmmmnnnnoooo",
        partner=people.provider,
        company="빵집 <Sora> & Sons",
        contact_name='Lee "Sora" <boss>',
        email="sora@bakery.example",
        language=people.kim.language,
        expires_at=UNTIL,
    )


def _reseller(people: Cast) -> Lead:
    lead = _lead(people)
    lead.kind, lead.asker = "reseller", people.reseller
    lead.save()
    return lead


def received(people: Cast) -> None:
    emails.tell_received(_lead(people))


def received_of_reseller(people: Cast) -> None:
    emails.tell_received(_reseller(people))


def declined(people: Cast) -> None:
    emails.tell_declined(_lead(people))


def expired(people: Cast) -> None:
    emails.tell_expired(_lead(people))


def expired_of_reseller(people: Cast) -> None:
    emails.tell_expired(_reseller(people))


def _entry(people: Cast, status: str, answer: str) -> EntryRequest:
    return make.EntryRequestFactory(
        public_id="eeeerrrrqqqqssss",
        tenant=people.provider,
        asked_by=people.ann,
        status=status,
        answer=answer,
        answered_at=UNTIL,
    )


def entry_changed(people: Cast) -> None:
    emails.tell_entry_answered(_entry(people, "done", ""))


def entry_left(people: Cast) -> None:
    answer = "Japan is in another <region> & cloud.\nSee https://evil.example/"
    emails.tell_entry_answered(_entry(people, "declined", answer))
