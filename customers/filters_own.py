"""Filters of a customer's own lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from relationships.querysets import ResellerRelationshipQuerySet
from relationships.states import AdminAccess, RelationshipStatus


class PartnerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Active relationships unless the ended ones are asked for."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        field_name="status",
        choices=[(RelationshipStatus.ENDED, RelationshipStatus.ENDED.label)],
        empty_label=RelationshipStatus.ACTIVE.label,
    )
    access = django_filters.ChoiceFilter(
        label=_("Admin roles"),
        field_name="admin_access",
        choices=AdminAccess.choices,
        empty_label=_("All"),
    )

    class Meta:
        fields = ("state", "access")

    def filter_queryset(self, queryset: ResellerRelationshipQuerySet) -> QuerySet[Any]:
        wants_ended = bool(self.form.cleaned_data.get("state"))
        found: QuerySet[Any] = super().filter_queryset(queryset if wants_ended else queryset.active())
        return found
