"""Countries and regions in the reader's language: data beside their English names, by which they are found."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

_DATA = Path(__file__).parent / "data"


@cache
def _names(language: str) -> dict[str, str]:
    path = _DATA / f"names.{language}.json"
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return names


def in_words(name: str) -> str:
    """The name as the reader knows it; one that an operator wrote stays as it is."""
    return _names((get_language() or "en")[:2]).get(name, name)
