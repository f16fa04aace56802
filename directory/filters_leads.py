from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from directory.querysets import LeadQuerySet
from directory.states import LeadStatus
from partnercenter.core.filters import SearchFilter


def _countries(request: HttpRequest | None) -> QuerySet[Country]:
    return Country.objects.all()


class LeadFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = SearchFilter(label=_("Search leads by the beginning of the company's name"), columns=("company_key",))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=LeadStatus.choices, empty_label=_("Every state"), method="in_state"
    )
    country: Any = django_filters.ModelChoiceFilter(
        label=_("Country"), queryset=_countries, empty_label=_("All countries")
    )
    needs = django_filters.ChoiceFilter(
        label=_("Needs attention"),
        choices=[("expiring", _("Expires within 3 days"))],
        empty_label=_("All"),
        method="needing",
    )

    def in_state(self, rows: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        return rows.in_state(value)

    def needing(self, rows: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        return rows.expiring()
