from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from customers.querysets import CustomerImportQuerySet
from customers.states import ImportStatus


class ImportFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ImportStatus.choices, empty_label=_("Every state"), method="standing"
    )

    class Meta:
        fields = ("state",)

    def standing(self, rows: CustomerImportQuerySet, name: str, value: str) -> CustomerImportQuerySet:
        return rows.filter(status=value)
