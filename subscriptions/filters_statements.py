from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnercenter.core.dates import month_words
from partnercenter.core.filters import SearchFilter
from subscriptions.proration import month_of
from subscriptions.querysets import StatementQuerySet

OFFERED = 36  # months in the choice; older statements are on the customers' own pages


class StatementFilter(django_filters.FilterSet):  # type: ignore[misc]
    """One month at a time: the last one that is over, unless an earlier one is asked for."""

    q = SearchFilter(label=_("Search customers by name"), columns=("customer_key",))
    month = django_filters.ChoiceFilter(label=_("Month"), method="in_month")

    class Meta:
        fields = ("q", "month")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest = month_of(timezone.now().date()) - relativedelta(months=1)
        earlier = [self.newest - relativedelta(months=number) for number in range(1, OFFERED)]
        choice = self.filters["month"]
        choice.extra["empty_label"] = month_words(self.newest)
        choice.extra["choices"] = [(f"{month:%Y-%m}", month_words(month)) for month in earlier]

    @property
    def shown_month(self) -> date:
        """The month that is shown."""
        asked = self.form.cleaned_data.get("month") if self.form.is_valid() else ""
        return date.fromisoformat(f"{asked}-01") if asked else self.newest

    def in_month(self, rows: StatementQuerySet, name: str, value: str) -> StatementQuerySet:
        """`filter_queryset` does it, also where none is asked for."""
        return rows

    def filter_queryset(self, queryset: StatementQuerySet) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset.filter(month=self.shown_month))
        return found
