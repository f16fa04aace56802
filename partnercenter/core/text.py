"""Text as people type it and as it is compared."""

from __future__ import annotations

import unicodedata

LONGEST_KEY = 200  # characters; as long as the columns that hold keys
LAST = "\U0010ffff"  # sorts behind everything in the "C" collation


def search_key(text: str) -> str:
    """How names are compared: NFC, case folded, single spaces (macOS sends Hangul decomposed).

    Cut where folding made it longer than the columns that hold it ("ß" becomes "ss").
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())[:LONGEST_KEY]


def prefix_range(key: str) -> tuple[str, str]:
    """Bounds for `column >= low AND column < high`: a prefix search an index serves and policies allow
    (comparison is leakproof, LIKE is not)."""
    return key, key + LAST


def short(name: str, most: int = 36) -> str:
    """A name as long as a subject bears (core.mail.message.SUBJECT); of two names each is shorter."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
