"""The Korean catalogue: whole, faithful to its sources, and in the words of docs/glossary.md."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"
SOURCES = (
    "accounts",
    "customers",
    "directory",
    "invitations",
    "partnercenter",
    "relationships",
    "subscriptions",
    "templates",
)

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
_TAG = re.compile(r"<[^<>]+>")
_PARTICLE = re.compile(r"%\(\w+\)s(?:</\w+>)?(?:은|는|이|가|을|를|과|와|으로|로|이라|라)(?![가-힣])")
_CASUAL = re.compile(r"[가-힣]요[.!?]")

# What the rulebook calls to the letter and the pages show today.
BUTTONS = {
    "Request a partnership",
    "Remove partnership",
    "Authorize indirect provider",
    "Open in email",
    "Copy to clipboard",
    "Done",
    "Cancel",
    "Overview",
    "Partner profile",
}

Key = tuple[str | None, str, str]


def _entries() -> list[polib.POEntry]:
    return list(polib.pofile(str(CATALOGUE)))


def _key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _pairs() -> Iterator[tuple[str, str]]:
    """Source and translation; of a plural its second form, the only one Korean has."""
    for entry in _entries():
        for text in _texts(entry):
            yield entry.msgid_plural or entry.msgid, text


def _unlike(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [pair for pair in _pairs() if len({tuple(sorted(pattern.findall(text))) for text in pair}) > 1]


def _glossary() -> dict[str, str]:
    table = (ROOT / "docs" / "glossary.md").read_text().partition("## In Korean")[2]
    rows = (line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| "))
    return {english: korean for english, korean in rows if english != "English"}


def test_every_string_is_translated_and_none_is_in_doubt():
    assert [entry.msgid for entry in _entries() if entry.obsolete or entry.fuzzy] == []
    assert [entry.msgid for entry in _entries() if not all(map(str.strip, _texts(entry)))] == []


@pytest.mark.parametrize("pattern", [_PLACEHOLDER, _TAG], ids=["placeholders", "tags"])
def test_what_is_not_language_is_as_in_the_source(pattern):
    assert _unlike(pattern) == []


def test_no_string_begins_or_ends_otherwise_than_its_source():
    assert [
        (a, b) for a, b in _pairs() if (a[0].isspace(), a[-1].isspace()) != (b[0].isspace(), b[-1].isspace())
    ] == []
    assert [(a, b) for a, b in _pairs() if "\n" in b and "\n" not in a] == []


def test_no_particle_hangs_on_a_name_whose_last_sound_nobody_knows():
    assert [text for _source, text in _pairs() if _PARTICLE.search(text)] == []


def test_the_tone_is_formal_throughout():
    assert [text for _source, text in _pairs() if _CASUAL.search(text)] == []


def test_it_speaks_the_words_of_the_glossary():
    catalogue = {entry.msgid: _texts(entry)[0] for entry in _entries() if not entry.msgctxt}
    terms = _glossary()
    assert set(terms) >= BUTTONS
    assert set(catalogue) >= BUTTONS
    said = {english: catalogue[english] for english in terms if english in catalogue}
    assert said == {english: terms[english] for english in said}


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed")
def test_it_has_the_strings_of_the_sources_and_no_others(tmp_path):
    for name in SOURCES:
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale=ko", "--symlinks", "--no-location"]
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
    fresh = {_key(entry) for entry in polib.pofile(str(tmp_path / "locale/ko/LC_MESSAGES/django.po"))}
    known = {_key(entry) for entry in _entries()}
    assert fresh - known == set()
    assert known - fresh == set()
