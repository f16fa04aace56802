"""Taking a wall away, and the questions that are asked then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.isolation import looking
from tests.isolation.bodies import body
from tests.isolation.cast import Cast, Visitor, undone
from tests.isolation.routes import TENANT, Route, values

# The methods that narrow to an organisation, on whatever queryset they are.
WALL = ("visible_to", "sent_by", "held_by", "with_resellers_of", "with_providers_of")


def narrowing() -> list[tuple[type, str]]:
    """Every such method: of the queryset, and of the manager made from it."""
    found = set()
    for model in apps.get_models():
        for manager in (
            type(model._default_manager),
            getattr(model._default_manager, "_queryset_class", None),
        ):
            for owner in manager.__mro__ if manager else ():
                found |= {(owner, name) for name in WALL if name in vars(owner)}
    return sorted(found, key=lambda pair: (pair[0].__name__, pair[1]))


def _everything(self: Any, *args: Any, **kwargs: Any) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = self.all()
    return rows


def remove_orm_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no queryset narrows anything."""
    for owner, name in narrowing():
        monkeypatch.setattr(owner, name, _everything)


# Who is asked about with every verb; of the others reading is enough, the sweep with both walls asks them everything.
CHANGERS = ("provider admin of ours", "reseller admin of ours", "former admin of theirs", "anonymous")

# The walls do not see them otherwise than another visitor: a member without a role, one of nobody, one signed out.
ALIKE = {"helpdesk agent of ours", "operator", "staff without rights", "deactivated person of theirs"}


def _verbs(visitor: Visitor, route: Route, what: str) -> tuple[str, ...]:
    """The door itself stands whatever querysets and policies do; who is inside may write."""
    names_theirs = what == "our door, their object" or (what == "our own" and not route.has_object)
    changes = visitor.name in CHANGERS and names_theirs and route.takes_post
    return ("GET", "POST") if changes else ("GET",)


def _questions(cast: Cast) -> Iterator[tuple[Visitor, Route, str, str]]:
    """Visitor, route, address, what it is: their door, our door with their object, our own pages. Every route is asked
    about by half of the visitors, the next route by the other half."""
    visitors = [visitor for visitor in cast.visitors if visitor.name not in ALIKE]
    for turn, visitor in enumerate(visitors):
        home = cast.slug(visitor)
        for route in TENANT[turn % 2 :: 2]:
            if visitor.name in CHANGERS:
                yield visitor, route, route.url(**values(cast.theirs, route)), "their door"
            if route.has_object:
                foreign = route.url(**values(cast.theirs, route, tenant_slug=home))
                yield visitor, route, foreign, "our door, their object"
            if visitor.user is not None:
                own = route.url(**values(cast.ours, route, tenant_slug=home))
                yield visitor, route, own, "our own"


def all_leaks(cast: Cast) -> Iterator[str]:
    """What of the other world is shown, and what of it is changed by the valid body of every form."""
    theirs = their_rows(cast)
    for visitor, route, url, what in _questions(cast):
        for verb in _verbs(visitor, route, what):
            with undone():
                answer = visitor.ask(verb, url, body(route.name, cast.theirs) if verb == "POST" else None)
                changed = looking.missing(theirs) if verb != "GET" else {}
            assert answer.status_code < 500, f"{visitor} {verb} {url}"
            leaks = looking.leaks(answer, cast.theirs.canary, [url])
            leaks += [f"changed: {table}" for table in changed]
            yield from (f"{visitor}, {what}: {verb} {url}: {leak}" for leak in leaks)


def their_rows(cast: Cast) -> dict[str, set[str]]:
    """The rows that only the other world has."""
    canary = cast.theirs.canary
    return {table: {row for row in rows if canary in row} for table, rows in looking.rows().items()}
