"""Languages that partners serve in, by their codes; how each is called the kept library knows."""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.utils.translation import get_language

CODES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko",
    "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip


@cache
def _names(language: str) -> dict[str, str]:
    known = Locale.parse(language).languages
    return {code: str(known[code]) for code in CODES}


def in_words(code: str) -> str:
    """The language as the reader calls it; a code that is none of ours stays as it is."""
    return _names((get_language() or "en")[:2]).get(code, code)


def language_choices() -> list[tuple[str, str]]:
    """By name, in the reader's language."""
    return sorted(((code, in_words(code)) for code in CODES), key=lambda pair: pair[1])
