"""What the filters of lists share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from partnercenter.core.forms import CleanCharField
from partnercenter.core.text import prefix_range, search_key

MAX_SEARCH = 100  # characters


class SearchInput(forms.TextInput):
    """A search box; "/" jumps to it."""

    input_type = "search"


class SearchFilter(django_filters.CharFilter):  # type: ignore[misc]
    """The search box of a list. Its label says what it searches.

    `columns` hold `search_key()` values and are searched by their beginning, which an index serves and the
    row policies allow; or give `method=` as in django-filter.
    """

    field_class = CleanCharField

    def __init__(self, *, columns: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_SEARCH)
        kwargs.setdefault("widget", SearchInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}))
        super().__init__(**kwargs)
        self.columns = columns

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        key = search_key(value or "")
        if not key or not self.columns:
            return qs
        low, high = prefix_range(key)
        found = Q()
        for column in self.columns:
            found |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
        return qs.filter(found)
