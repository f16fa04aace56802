"""A query written once. Django writes its SQL anew each time, which for a rich one costs more than running it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
_MARK = -1_987_654_321  # stands in the SQL's parameters where the value goes


class Prepared(Generic[M]):
    """`Prepared(lambda pk: Invitation.objects.annotate(…).filter(pk=pk)).get(7)`; annotations included."""

    def __init__(self, rows: Callable[[int], QuerySet[M]]) -> None:
        self._rows = rows
        self._written: tuple[QuerySet[M], str, tuple[Any, ...]] | None = None

    def get(self, value: int) -> M:
        """The one row. Raises ObjectDoesNotExist."""
        queryset, sql, params = self._written or self._write()
        for row in queryset.raw(sql, [value if param == _MARK else param for param in params]):
            return row
        raise ObjectDoesNotExist(f"{queryset.model._meta.label} {value}")

    def _write(self) -> tuple[QuerySet[M], str, tuple[Any, ...]]:
        queryset = self._rows(_MARK)
        self._written = (queryset, *queryset.query.sql_with_params())
        return self._written
