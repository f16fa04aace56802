"""The words of every mail, as files to read in a review. After a change on purpose: `UPDATE_GOLDEN=1 pytest tests/emails`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import translation

from invitations.letters import default_draft
from tests.emails.samples import MAKERS, cast, sample

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
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_the_words_of_a_mail(db, kind, language):
    mail, _people = sample(kind, language)
    _compare(f"{kind}.{language}", f"{mail.subject}\n\n{mail.text.strip()}\n")


@pytest.mark.rule("S000-15", "S000-19")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_draft(db, language):
    people = cast(language)
    subject, text = default_draft(people.provider, language, days=30, sender=people.ann.full_name)
    assert text.count("{link}") == 1
    _compare(f"partnership_draft.{language}", f"{subject}\n\n{text}\n")


def test_no_golden_file_is_left_over():
    names = {f"{name}.{language}.txt" for name in [*MAKERS, "partnership_draft"] for language in LANGUAGES}
    assert {path.name for path in GOLDEN.iterdir()} <= names


@pytest.mark.rule("S000-15")
def test_the_draft_is_in_the_language_asked_for_and_not_in_the_writers(db):
    people = cast("en")
    with translation.override("ko"):
        _subject, text = default_draft(people.provider, "en", days=1, sender="Ann")
    assert text.startswith("Hello,")
    assert "valid for one day" in text
