"""Rows as a file: read a batch at a time, so that a million need no more memory than ten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import translation

from partnercenter.core import csvfile, tenancy
from partnercenter.core.keyset import RowCompare

BATCH = 500  # rows

Row = TypeVar("Row", bound=Model)
Lines = Iterable[Sequence[object]]


def stream(
    parts: Sequence[QuerySet[Row]],
    *,
    order: str,
    head: Callable[[], Sequence[object]],
    lines: Callable[[list[Row]], Lines],
    user_id: int,
    tenant_id: int,
    size: int | None = None,
) -> Iterator[bytes]:
    """A CSV file in pieces: the titles, then the lines of each batch of `size` rows (`BATCH` unless told); `parts` one
    after the other, each by the column `order`.

    The request's transaction has ended by then: each batch is read in a scope of its own, and goes on behind the last
    row by a keyset, because a cursor of the database would need one transaction.
    """
    language = translation.get_language()
    with translation.override(language):
        titles = csvfile.BOM + csvfile.lines([head()])
    yield titles
    for rows in parts:
        edge: tuple[Any, int] | None = None
        while True:
            with tenancy.acting(user_id=user_id, tenant_id=tenant_id), translation.override(language):
                batch = _batch(rows, order, edge, size or BATCH)
                piece = csvfile.lines(lines(batch))
            if not batch:
                break
            yield piece
            edge = (getattr(batch[-1], order), batch[-1].pk)


def _batch(rows: QuerySet[Row], order: str, edge: tuple[Any, int] | None, size: int) -> list[Row]:
    beyond = rows.filter(RowCompare((order, "pk"), ">", edge)) if edge else rows
    return list(beyond.order_by(order, "pk")[:size])
