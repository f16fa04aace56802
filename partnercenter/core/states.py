"""State transitions: a table, a compare-and-set UPDATE, a row count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnercenter.core.errors import DomainError, StaleState

Table = Mapping[str, frozenset[str]]


def allowed(table: Table, old: str, new: str) -> bool:
    return new in table[old]


def transition(
    obj: models.Model,
    to: str,
    *,
    table: Table,
    field: str = "status",
    when: models.Q | None = None,
    stamps: Mapping[str, Any] | None = None,
) -> None:
    """Move `obj` to the state `to`, with its stamps, if it still is in the state we know (and `when` holds).
    `field` holds the state.

    Raises DomainError("transition_refused") where the table has no such step, StaleState where another
    request was first: nothing has changed then, and a double click is harmless.
    """
    old = getattr(obj, field)
    if not allowed(table, old, to):
        raise DomainError(
            "transition_refused",
            _("This is not possible any more. Reload the page to see the current state."),
        )
    changes = {field: to, **(stamps or {})}
    rows = type(obj)._default_manager.filter(when or models.Q(), pk=obj.pk, **{field: old})
    if rows.update(**changes) != 1:
        raise StaleState("stale", _("Somebody else was faster. Reload the page to see the current state."))
    for name, value in changes.items():
        setattr(obj, name, value)
