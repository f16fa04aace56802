"""Filters of what ends or renews soon."""

from __future__ import annotations

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from partnercenter.core.filters import SearchFilter


class RenewalFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By beginning of a name or a domain; by the day on which the term ends."""

    q = SearchFilter(
        label=_("Search subscriptions by name, customer or domain"),
        columns=("customer_key", "name_key", "customer_domain"),
    )
    day = django_filters.DateFilter(
        label=_("Term ends on"),
        field_name="term_ends_on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        fields = ("q", "day")
