"""What the overview shows. Apps add callables in ready(): each gives the actor's tasks, figures, actions, charts and sections.

    def cards(actor): yield Figure(_("Open invitations"), count_up_to(rows), url)
    overview.register(cards)

A card is counted with a bound and by one query, whatever the table holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from partnercenter.core.actor import Actor
from partnercenter.core.charts import MonthChart
from partnercenter.core.components import TONE_ICONS, Tone
from partnercenter.core.numbers import grouped

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

LIMIT = 1000  # as far as a list counts, too (core.lists)


@dataclass(frozen=True)
class Task:
    """Something that waits: what it is, and where to see to it (no `url`: this person cannot)."""

    title: Words
    text: Words
    url: str = ""
    action: Words = ""
    tone: Tone = "warning"
    order: int = 100

    @property
    def icon(self) -> str:
        return TONE_ICONS[self.tone]


@dataclass(frozen=True)
class Figure:
    """A number and the list it counts (no `url`: all there is to see stands here)."""

    label: Words
    count: int
    url: str
    hint: Words = ""
    order: int = 100

    @property
    def count_label(self) -> str:
        return limited(self.count)


@dataclass(frozen=True)
class Action:
    """What one comes here to do; the first is the page's primary button."""

    label: Words
    url: str
    icon: str = "plus"
    order: int = 100


@dataclass(frozen=True)
class Section:
    """Something to be done on the overview itself: `template` is drawn with `content` in a panel of its own, on top."""

    title: Words
    template: str
    content: Any
    id: str
    order: int = 100


Card = Task | Figure | Action | MonthChart | Section
Source = Callable[[Actor], Iterable[Card]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source; the same one twice counts once."""
    if source not in _sources:
        _sources.append(source)


def sources() -> list[Source]:
    return list(_sources)


def cards_for(actor: Actor) -> list[Card]:
    """Every card for this actor, in order."""
    return sorted((card for source in _sources for card in source(actor)), key=lambda card: card.order)


def count_up_to(rows: QuerySet[Any], limit: int = LIMIT) -> int:
    """How many rows, counted no further than one past the limit."""
    return rows.order_by().values("pk")[: limit + 1].count()


def limited(count: int, limit: int = LIMIT) -> str:
    """The number as a page shows it: "1,000+" past the limit."""
    return grouped(min(count, limit)) + ("+" if count > limit else "")
