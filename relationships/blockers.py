"""What keeps a relationship from ending, e.g. something that is still running in it. Apps above add their part in ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relationships.models import ResellerRelationship


@dataclass(frozen=True)
class Blocker:
    """One thing that has to go first: what it is, what to do about it, and the page where."""

    what: str
    remedy: str
    url: str


# Each yields what of its app blocks the end of one active relationship.
blockers: list[Callable[[ResellerRelationship], Iterator[Blocker]]] = []


def blockers_of(relationship: ResellerRelationship) -> list[Blocker]:
    """Everything that blocks the end of it, in the order of registration."""
    return [blocker for find in blockers for blocker in find(relationship)]
