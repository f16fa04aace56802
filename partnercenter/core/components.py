"""What views hand to the components: badges, timeline entries, chips. Data only; ui.py draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

Tone = Literal["neutral", "info", "success", "warning", "danger"]

TONE_ICONS: dict[str, str] = {
    "neutral": "minus-circle",
    "info": "info",
    "success": "check-circle",
    "warning": "alert",
    "danger": "x-circle",
}


@dataclass(frozen=True)
class Badge:
    """A state in one adjective or participle ("Accepted"), with a tone and an icon: never colour alone."""

    label: Words
    tone: Tone = "neutral"
    icon: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """One event: `text` is actor, verb, object in a sentence; `detail` quotes, e.g. a reason."""

    at: datetime
    text: Words
    detail: Words = ""
    icon: str = "dot"
    tone: Tone = "neutral"
    is_system: bool = False


@dataclass(frozen=True)
class Chip:
    """One applied filter, and the address of the list without it."""

    label: Words
    remove_url: str


@dataclass(frozen=True)
class Crumb:
    """One step of the way to this page; the last one has no address."""

    label: Words
    url: str = ""
