from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from customers.querysets import CandidateQuerySet
from invitations.candidates import STATES, in_state
from partnercenter.core.filters import SearchFilter


class CandidateFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = SearchFilter(label=_("Search candidates by name or domain"), method="searching")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, empty_label=_("Every state"), method="standing"
    )

    class Meta:
        fields = ("q", "state")

    def searching(self, rows: CandidateQuerySet, name: str, value: str) -> CandidateQuerySet:
        return rows.search(value)

    def standing(self, rows: CandidateQuerySet, name: str, value: str) -> CandidateQuerySet:
        return in_state(rows, value)
