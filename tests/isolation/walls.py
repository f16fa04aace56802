"""Taking a wall away, and the questions that are asked then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.isolation import looking
from tests.isolation.cast import Cast, Visitor
from tests.isolation.routes import TENANT, values

# The methods that narrow to an organisation, on whatever queryset they are.
WALL = ("visible_to", "with_resellers_of", "with_providers_of", "received_by")


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


def _questions(cast: Cast) -> Iterator[tuple[Visitor, str, str]]:
    """Visitor, address, what it is: their door, our door with their object, our own pages."""
    for visitor in cast.visitors:
        home = cast.slug(visitor)
        for route in TENANT:
            yield visitor, route.url(**values(cast.theirs, route)), "their door"
            yield visitor, route.url(**values(cast.theirs, route, tenant_slug=home)), "our door, their object"
            if visitor.user is not None:
                yield visitor, route.url(**values(cast.ours, route, tenant_slug=home)), "our own"


def all_leaks(cast: Cast) -> list[str]:
    found = []
    for visitor, url, what in _questions(cast):
        answer = visitor.get(url)
        assert answer.status_code < 500, f"{visitor} {url}"
        found += [
            f"{visitor}, {what}: {url}: {leak}" for leak in looking.leaks(answer, cast.theirs.canary, [url])
        ]
    return found
