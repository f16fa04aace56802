from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnercenter.core.filters import SearchFilter
from relationships.querysets import PartnershipQuerySet
from relationships.states import PartnershipStatus


class _PartnershipFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Active partnerships unless the removed ones are asked for (S000-39)."""

    side = ""
    state = django_filters.ChoiceFilter(
        label=_("State"),
        field_name="status",
        choices=[(PartnershipStatus.REMOVED, PartnershipStatus.REMOVED.label)],
        empty_label=PartnershipStatus.ACTIVE.label,
    )

    def search(self, rows: PartnershipQuerySet, name: str, value: str) -> PartnershipQuerySet:
        return rows.search(value, side=self.side)

    def filter_queryset(self, queryset: PartnershipQuerySet) -> QuerySet[Any]:
        wants_removed = bool(self.form.cleaned_data.get("state"))
        found: QuerySet[Any] = super().filter_queryset(queryset if wants_removed else queryset.active())
        return found


class ResellerFilter(_PartnershipFilter):
    side = "reseller"
    q = SearchFilter(label=_("Search resellers by name, domain or MPN ID"), method="search")

    class Meta:
        fields = ("q", "state")


class ProviderFilter(_PartnershipFilter):
    side = "provider"
    q = SearchFilter(label=_("Search providers by name, domain or MPN ID"), method="search")

    class Meta:
        fields = ("q", "state")
