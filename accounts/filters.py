"""Filters of the lists of accounts."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Tenant
from partnercenter.core.filters import SearchFilter


def _countries(request: HttpRequest | None) -> QuerySet[Country]:
    """Only countries in which a listed provider sits."""
    return Country.objects.filter(code__in=Tenant.objects.listed_providers().order_by().values("country_id"))


class ProviderFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = SearchFilter(label=_("Search providers by the beginning of their name"), columns=("name_key",))
    country: Any = django_filters.ModelChoiceFilter(
        label=_("Country"), queryset=_countries, empty_label=_("All countries")
    )
