"""Pages by position, not by number: the last as fast as the first, and steady while rows come and go.

A cursor holds the sorted columns of the row at the edge of a page. It is signed, so what is in it is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import OrderBy

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler
    from django.utils.functional import _StrPromise

MAX_CURSOR = 2000  # characters


@dataclass(frozen=True)
class Sort:
    """One way to order a list. The id breaks ties. `nullable`: its one column may be empty (the largest)."""

    label: str | _StrPromise
    columns: tuple[str, ...]
    nullable: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.columns, "pk")


@dataclass(frozen=True)
class Order:
    """A sort in a direction, as the address says it: "name", "-created"."""

    name: str
    sort: Sort
    descending: bool = False

    @property
    def parameter(self) -> str:
        return f"-{self.name}" if self.descending else self.name


@dataclass(frozen=True)
class Cursor:
    """The edge of a page: the values of its row, and the number of the page on the other side."""

    values: tuple[Any, ...]
    number: int


@dataclass
class Page:
    """The rows of one page and the cursors to its neighbours ("" where there is none)."""

    rows: list[Any]
    number: int = 1
    after: str = ""
    before: str = ""
    previous_url: str = field(default="")
    next_url: str = field(default="")


class RowCompare(Func):
    """`(a, b) > (x, y)`: one range of an index over (a, b), however many rows share an `a`."""

    output_field = BooleanField()

    def __init__(self, columns: Sequence[str], operator: str, values: Sequence[Any]) -> None:
        super().__init__(*(F(name) for name in columns), *(Value(value) for value in values))
        self.operator = operator

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any
    ) -> tuple[str, Any]:
        parts = [compiler.compile(source) for source in self.source_expressions]
        half = len(parts) // 2
        left = ", ".join(sql for sql, _params in parts[:half])
        right = ", ".join(sql for sql, _params in parts[half:])
        return f"({left}) {self.operator} ({right})", [value for _sql, params in parts for value in params]


def read_cursor(text: str, side: str, order: Order) -> Cursor | None:
    """The cursor of an address, or None where it is not one of ours for this side and order."""
    if not text or len(text) > MAX_CURSOR:
        return None
    try:
        parameter, number, values = Signer(salt=f"keyset.{side}").unsign_object(text)
    except (BadSignature, ValueError, TypeError):
        return None
    if parameter != order.parameter or len(values) != len(order.sort.keys):
        return None
    return Cursor(tuple(_unpack(value) for value in values), number)


def write_cursor(row: Model, side: str, order: Order, number: int) -> str:
    """The cursor at this row, towards the page with this number."""
    values = [_pack(_value(row, key)) for key in order.sort.keys]
    return Signer(salt=f"keyset.{side}").sign_object([order.parameter, number, values])


def read_page(
    rows: QuerySet[Any] | Sequence[QuerySet[Any]],
    order: Order,
    size: int,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
) -> Page:
    """The page behind `after`, in front of `before`, or the first; never an empty one between full ones.

    `rows` may come in parts that share no row: each is read by the index that suits it. The sorted columns then have
    to compare here as in the database: numbers, instants, text in the "C" collation.
    """
    parts = [rows] if isinstance(rows, QuerySet) else rows
    if before is not None:
        page = _backwards(parts, order, size, before, max(before.number, 1))
        if page.before and len(page.rows) == size:
            return page
        return _forwards(parts, order, size, None, 1)  # the first page, whole: rows may have gone meanwhile
    if after is not None:
        page = _forwards(parts, order, size, after, after.number)
        if page.rows:
            return page
        last = _backwards(parts, order, size, after, max(after.number - 1, 1), inclusive=True)
        return last if last.before else _forwards(parts, order, size, None, 1)
    return _forwards(parts, order, size, None, 1)


Parts = Sequence[QuerySet[Any]]


def _found(
    parts: Parts, order: Order, edge: Cursor | None, descending: bool, count: int, *, inclusive: bool = False
) -> list[Any]:
    """The first rows beyond the edge, of all parts together."""
    found = [_read(rows, order, edge, descending, count, inclusive=inclusive) for rows in parts]
    if len(found) == 1:
        return found[0]

    def place(row: Any) -> tuple[tuple[bool, Any], ...]:
        values = (_value(row, key) for key in order.sort.keys)
        return tuple((value is None, 0 if value is None else value) for value in values)

    return sorted(chain.from_iterable(found), key=place, reverse=descending)[:count]


def _forwards(parts: Parts, order: Order, size: int, edge: Cursor | None, number: int) -> Page:
    found = _found(parts, order, edge, order.descending, size + 1)
    page = Page(found[:size], number)
    if len(found) > size:
        page.after = write_cursor(page.rows[-1], "after", order, number + 1)
    if edge is not None and page.rows:
        page.before = write_cursor(page.rows[0], "before", order, number - 1)
    return page


def _backwards(
    parts: Parts, order: Order, size: int, edge: Cursor, number: int, *, inclusive: bool = False
) -> Page:
    found = _found(parts, order, edge, not order.descending, size + 1, inclusive=inclusive)
    page = Page(found[:size][::-1], number)
    if len(found) > size:
        page.before = write_cursor(page.rows[0], "before", order, max(number - 1, 1))
    if page.rows and not inclusive:
        page.after = write_cursor(page.rows[-1], "after", order, number + 1)
    return page


def _read(
    rows: QuerySet[Any], order: Order, edge: Cursor | None, descending: bool, count: int, *, inclusive: bool
) -> list[Any]:
    """The first rows beyond the edge of one part."""
    found: list[Any] = []
    for piece in _beyond(rows, order, edge, descending, inclusive=inclusive):
        found += piece[: count - len(found)]
        if len(found) == count:
            break
    return found


def _beyond(
    rows: QuerySet[Any], order: Order, edge: Cursor | None, descending: bool, *, inclusive: bool = False
) -> list[QuerySet[Any]]:
    """The rows beyond the edge in order: in pieces, one behind the other, where one range of an index has not all."""
    ordered = rows.order_by(*_ordering(order.sort, descending))
    if edge is None:
        return [ordered]
    operator = ("<" if descending else ">") + ("=" if inclusive else "")
    if not order.sort.nullable:
        return [ordered.filter(RowCompare(order.sort.keys, operator, edge.values))]
    (column,) = order.sort.columns
    empty, filled = (ordered.filter(**{f"{column}__isnull": is_empty}) for is_empty in (True, False))
    value, pk = edge.values
    if value is None:
        rest = empty.filter(RowCompare(("pk",), operator, (pk,)))
        return [rest, filled] if descending else [rest]
    rest = filled.filter(RowCompare(order.sort.keys, operator, edge.values))
    return [rest] if descending else [rest, empty]


def _ordering(sort: Sort, descending: bool) -> Iterable[OrderBy]:
    """The order PostgreSQL gives an index by itself: empty values are the largest."""
    for key in sort.keys:
        nulls = {"nulls_first" if descending else "nulls_last": True} if sort.nullable and key != "pk" else {}
        yield F(key).desc(**nulls) if descending else F(key).asc(**nulls)


def _value(row: Any, key: str) -> Any:
    return reduce(lambda thing, name: getattr(thing, name, None), key.split("__"), row)


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["instant", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _unpack(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, text = value
    return datetime.fromisoformat(text) if kind == "instant" else date.fromisoformat(text)
