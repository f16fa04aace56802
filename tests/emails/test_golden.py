"""The words of every mail, as files to read in a review. After a change on purpose: `UPDATE_GOLDEN=1 pytest tests/emails`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from invitations.letters import default_draft
from invitations.offers import PARTNERSHIP, Offer
from invitations.states import InvitationKind
from relationships.states import Capacity
from tests import factories as make
from tests.emails.samples import MAKERS, VARIANTS, cast, sample

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ["en", "ko"]


def _compare(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.exists(), f"{path.name} is missing: run with UPDATE_GOLDEN=1 and read what it writes"
    assert text == path.read_text(), f"{path.name} differs"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(MAKERS | VARIANTS))
def test_the_words_of_a_mail(db, kind, language):
    mail, _people = sample(kind, language)
    _compare(f"{kind}.{language}", f"{mail.subject}\n\n{mail.text.strip()}\n")


def _drafts(people):
    """What a partner starts from, in every kind and with admin rights or without."""
    customer = make.TenantFactory(customer=True, name="Woodgrove & Sons")
    alone = Offer(InvitationKind.RELATIONSHIP, capacity=Capacity.DIRECT, admin_access=True)
    joint = Offer(InvitationKind.JOINT, with_partner=people.reseller, admin_access=True)
    return {
        "partnership_draft": (people.provider, PARTNERSHIP),
        "relationship_draft": (people.provider, alone),
        "relationship_draft.without-rights": (people.provider, replace(alone, admin_access=False)),
        "relationship_draft.again": (people.provider, replace(alone, customer=customer)),
        "joint_draft": (people.provider, joint),
        "joint_draft.moved": (people.provider, replace(joint, customer=customer)),
        "member_draft": (people.provider, Offer(InvitationKind.MEMBER, roles=("sales_agent",))),
        "joint_draft.again": (people.provider, replace(joint, customer=customer, is_served_by_both=True)),
    }


DRAFTS = (
    "partnership_draft",
    "relationship_draft",
    "relationship_draft.without-rights",
    "relationship_draft.again",
    "joint_draft",
    "joint_draft.moved",
    "joint_draft.again",
    "member_draft",
)


@pytest.mark.rule("S000-15", "S000-19", "S002-7", "S002-8", "S001-28", "S001-29")
@pytest.mark.parametrize("name", DRAFTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_draft(db, language, name):
    people = cast(language)
    tenant, offer = _drafts(people)[name]
    subject, text = default_draft(tenant, language, days=30, sender=people.ann.full_name, offer=offer)
    assert text.count("{link}") == 1
    assert len(subject) <= 70
    _compare(f"{name}.{language}", f"{subject}\n\n{text}\n")


def test_no_golden_file_is_left_over():
    names = {f"{name}.{language}.txt" for name in [*MAKERS, *VARIANTS, *DRAFTS] for language in LANGUAGES}
    assert {path.name for path in GOLDEN.iterdir()} <= names


@pytest.mark.rule("S000-15")
def test_the_draft_is_in_the_language_asked_for_and_not_in_the_writers(db):
    people = cast("en")
    with translation.override("ko"):
        _subject, text = default_draft(people.provider, "en", days=1, sender="Ann")
    assert text.startswith("Hello,")
    assert "valid for one day" in text


@pytest.mark.parametrize("kind", list(InvitationKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_fit_the_subject(db, language, kind):
    one, other = (make.TenantFactory(reseller=True, name=letter * 200) for letter in "ab")
    offer = Offer(kind, with_partner=other if kind == InvitationKind.JOINT else None)
    subject, _text = default_draft(one, language, days=1, sender="Ann", offer=offer)
    assert len(subject) <= 70
