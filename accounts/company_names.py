"""Names of companies and domains: what is refused, and what is worth a second look (reference 3.3). Pure functions."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from partnercenter.core.cleaning import UnreadableTextError, clean_line
from partnercenter.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_DOMAIN = 253  # characters

# A legal form alone is no name.
_ABBREVIATIONS = frozenset(
    {
        *(
            "ab",
            "ag",
            "as",
            "bv",
            "bvba",
            "co",
            "coltd",
            "company",
            "corp",
            "corporation",
            "cpa",
            "doo",
            "eood",
        ),
        *(
            "gmbh",
            "inc",
            "incorporated",
            "kft",
            "kk",
            "lda",
            "limited",
            "llc",
            "llp",
            "lp",
            "ltd",
            "ltda",
            "nv",
        ),
        *(
            "ooo",
            "oy",
            "plc",
            "privatelimited",
            "pteltd",
            "pty",
            "ptyltd",
            "pvt",
            "pvtltd",
            "sa",
            "sarl",
            "sas",
        ),
        *("sdnbhd", "sl", "spa", "spzoo", "srl", "sro", "wll", "zrt"),
    }
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# Endings of web addresses that are no words of their own.
_ENDINGS = frozenset(
    {
        *("com", "net", "org", "info", "biz", "io", "dev", "app", "ai"),
        *("kr", "jp", "cn", "de", "fr", "uk", "eu", "us", "ca", "au", "br", "in"),
    }
)

# Letters of other scripts that look like Latin ones.
_LOOKS_LIKE = dict(
    zip(
        "авекмнорстухіјѕҮүһԁԛԝӏ" + "αεικνορτυχβηγ" + "օսոհցզյ" + "ıɑɡ",
        "abekmhopctyxijsyyhdqwl" + "aeikvoptuxbny" + "ounhgqj" + "iag",
        strict=True,
    )
)
_TOGETHER = (  # scripts that are written in one word
    {"LATIN", "HANGUL", "CJK"},
    {"LATIN", "HIRAGANA", "KATAKANA", "CJK"},
    {"LATIN", "BOPOMOFO", "CJK"},
)


@dataclass(frozen=True)
class Doubt:
    """Something that is possible and unlikely: shown with a box to confirm it. `mark` stands for this very text."""

    field: str
    text: str
    question: str | _StrPromise

    @property
    def mark(self) -> str:
        return hashlib.sha256(f"{self.field}:{self.text}".encode()).hexdigest()[:16]


def require_visible(text: str, field: str) -> None:
    """Characters that nobody sees make two names look the same: refused, not taken away."""
    try:
        seen = clean_line(text)
    except UnreadableTextError:
        return  # the field says so in its own words
    if "".join(seen.split()) != "".join(unicodedata.normalize("NFC", text).split()):
        raise DomainError(
            "invisible", _("This contains characters that cannot be seen. Type it again without them."), field
        )


def require_company_name(name: str) -> None:
    """Reference 3.3: not one character, not signs alone, not a legal form alone."""
    letters = [char for char in name if char.isalnum()]
    if len(name) < 2 or not letters:
        raise DomainError("no_name", _("Write the company's full legal name."), "name")
    if re.sub(r"[\W_]", "", name).casefold() in _ABBREVIATIONS:
        message = _("“%(name)s” is a legal form. Write the company's full legal name.")
        raise DomainError("abbreviation", message % {"name": name}, "name")


def name_doubts(name: str) -> Iterator[Doubt]:
    """Reference 3.3: likely slips. The name is used for the approval of the company."""
    if _ends_as_address(name):
        yield Doubt("name", name, _("“%(name)s” ends like a web address.") % {"name": name})
    elif len(name) >= 3 and len(set(name.casefold())) == 1:
        yield Doubt("name", name, _("“%(name)s” is one character repeated.") % {"name": name})
    elif len(name.split()) > 1 and all(len(word) == 1 for word in name.split()):
        yield Doubt("name", name, _("“%(name)s” is made of single characters.") % {"name": name})
    latin = latin_look_alike(name)
    if latin:
        yield Doubt(
            "name",
            name,
            _(
                "“%(typed)s” contains letters of another script; it looks like “%(latin)s” and is not the same."
            )
            % {"typed": name, "latin": latin},
        )


def _ends_as_address(name: str) -> bool:
    stem, dot, ending = name.casefold().rpartition(".")
    return bool(stem and dot) and not stem.endswith((" ", ".")) and ending in _ENDINGS


def clean_domain(typed: str) -> str:
    """In small letters, international names in their ASCII form (IDNA). Raises DomainError("domain")."""
    try:
        ascii_form = typed.strip().rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_form = ""
    labels = ascii_form.split(".")
    is_domain = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    if not is_domain or len(ascii_form) > LONGEST_DOMAIN or not readable_domain(ascii_form):
        raise DomainError("domain", _("Write the domain alone, like contoso.example."), "domain")
    return ascii_form


def readable_domain(domain: str) -> str:
    """With its international letters; empty where it cannot be read."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return ""


def domain_doubts(domain: str) -> Iterator[Doubt]:
    """`domain` in its ASCII form: both spellings are shown where it looks like another one."""
    shown = readable_domain(domain)
    latin = latin_look_alike(shown)
    if latin:
        yield Doubt(
            "domain",
            domain,
            _("“%(typed)s” (%(ascii)s) looks like “%(latin)s” and is another domain.")
            % {"typed": shown, "ascii": domain, "latin": latin},
        )


def latin_look_alike(text: str) -> str:
    """How a text with look-alike letters reads to a hurried eye; empty where there is nothing to confuse."""
    words = re.findall(r"[^\W_]+", text)
    foreign = [word for word in words if not word.isascii()]
    if not foreign or not (any(map(_is_mixed, words)) or all(map(_is_disguised, foreign))):
        return ""
    return "".join(_latin(char) for char in text)


def _latin(char: str) -> str:
    small = char.lower()
    found = _LOOKS_LIKE.get(small, small)
    return found.upper() if char != small else found


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(maxsplit=1)[0].split("-", maxsplit=1)[0]


def _is_mixed(word: str) -> bool:
    """Letters of scripts that nobody writes in one word."""
    scripts = {_script(char) for char in word if char.isalpha()}
    return len(scripts) > 1 and not any(scripts <= group for group in _TOGETHER)


def _is_disguised(word: str) -> bool:
    """Letters of another script, and every one of them looks like a Latin one."""
    return all(char in _LOOKS_LIKE or char.isascii() for char in word.lower() if char.isalpha())
