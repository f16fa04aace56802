"""Filters of the public lists: each is served by an index, and none of them names anybody who is not listed."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Region
from directory.languages import language_choices
from directory.querysets import ListingQuerySet
from directory.states import Industry, Service
from partnercenter.core.filters import SearchFilter


def _countries(request: HttpRequest | None) -> QuerySet[Country]:
    return Country.objects.all()


def _regions(request: HttpRequest | None) -> QuerySet[Region]:
    return Region.objects.all()


class _OneOf(django_filters.ChoiceFilter):  # type: ignore[misc]
    """Entries whose list of codes has this one."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__contains": [value]}) if value else qs


class ListingFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = SearchFilter(label=_("Search by the beginning of the name"), columns=("name_key",))
    country: Any = django_filters.ModelChoiceFilter(
        label=_("Country served"), queryset=_countries, empty_label=_("All countries"), method="serving"
    )
    service = _OneOf(
        field_name="services", label=_("Service"), choices=Service.choices, empty_label=_("All services")
    )
    language = _OneOf(
        field_name="languages", label=_("Language"), choices=language_choices, empty_label=_("All languages")
    )
    industry = _OneOf(
        field_name="industries",
        label=_("Industry"),
        choices=Industry.choices,
        empty_label=_("All industries"),
    )

    def serving(self, rows: ListingQuerySet, name: str, value: Country) -> ListingQuerySet:
        return rows.filter(countries__contains=[value.pk])


class ProviderFilter(ListingFilter):
    q = SearchFilter(label=_("Search providers by the beginning of their name"), columns=("name_key",))
    region: Any = django_filters.ModelChoiceFilter(
        label=_("Region"), queryset=_regions, empty_label=_("All regions")
    )


class PartnerFilter(ListingFilter):
    q = SearchFilter(label=_("Search partners by the beginning of their name"), columns=("name_key",))
