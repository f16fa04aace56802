from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.states import CustomerAgreement, Programme
from partnercenter.core.filters import SearchFilter
from partnercenter.core.ids import LENGTH
from relationships.models import Partnership
from relationships.querysets import ResellerRelationshipQuerySet
from relationships.states import AdminAccess, Capacity, RelationshipStatus

OFFERED = 100  # partners in the choice; the others' customers are reached from the partner's own page
_SIDES = {Programme.INDIRECT_PROVIDER: "reseller", Programme.INDIRECT_RESELLER: "provider"}
_LABELS = {"reseller": _("Indirect reseller"), "provider": _("Indirect provider")}


class CustomerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """S000-56: the customers of a partner, by whom they are served with and how it stands with them.

    Active relationships unless the ended ones are asked for. `q` narrows nothing here: the list reads what matches
    the name and what matches the rest by different indexes (`searched`).
    """

    q = SearchFilter(label=_("Search customers by name, domain or tenant ID"))
    with_partner = django_filters.ChoiceFilter(empty_label=_("All"), method="with_one")
    admin_access = django_filters.ChoiceFilter(
        label=_("Admin access"), choices=AdminAccess.choices, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        field_name="status",
        choices=[(RelationshipStatus.ENDED, RelationshipStatus.ENDED.label)],
        empty_label=RelationshipStatus.ACTIVE.label,
    )
    capacity = django_filters.ChoiceFilter(
        label=_("Capacity"), choices=Capacity.choices, empty_label=_("All")
    )
    agreement = django_filters.ChoiceFilter(
        label=_("Customer agreement"),
        field_name="customer_agreement",
        choices=CustomerAgreement.choices,
        empty_label=_("All"),
    )

    names_only = False  # domains and tenant IDs with this beginning are too many to be searched

    class Meta:
        fields = ("q", "with_partner", "admin_access", "state", "capacity", "agreement")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = [side for programme, side in _SIDES.items() if programme in tenant.standing]
        if not sides:
            del self.filters["with_partner"]
            return
        self.partners = _partners(tenant, sides, str(self.data.get("with_partner", "")))
        choice = self.filters["with_partner"]
        choice.label = _LABELS[sides[0]] if len(sides) == 1 else _("Partner")
        choice.extra["choices"] = [(one.public_id, one.name) for one in self.partners.values()]

    def with_one(
        self, rows: ResellerRelationshipQuerySet, name: str, value: str
    ) -> ResellerRelationshipQuerySet:
        return rows.filter(with_partner=self.partners[value])

    def filter_queryset(self, queryset: ResellerRelationshipQuerySet) -> QuerySet[Any]:
        wants_ended = bool(self.form.cleaned_data.get("state"))
        found: QuerySet[Any] = super().filter_queryset(queryset if wants_ended else queryset.active())
        return found

    @property
    def searched(self) -> str:
        """What is searched for; empty where nothing is."""
        self.form.is_valid()  # another part that cannot be read leaves this one as it is
        return str(self.form.cleaned_data.get("q") or "")


def _partners(tenant: Tenant, sides: list[str], wanted: str) -> dict[str, Tenant]:
    """The first partners of the organisation by name, active ones before former ones, and the one that is asked for."""
    found: dict[str, Tenant] = {}
    for side in sides:
        rows = Partnership.objects.visible_to(tenant).prefetch_related(side)
        rows = rows.with_resellers_of(tenant) if side == "reseller" else rows.with_providers_of(tenant)
        offered = list(rows.order_by("status", f"{side}_key", "pk")[:OFFERED])
        if len(wanted) == LENGTH and wanted not in {getattr(row, side).public_id for row in offered}:
            offered += rows.filter(**{f"{side}__public_id": wanted})[:1]
        found |= {getattr(row, side).public_id: getattr(row, side) for row in offered}
    return dict(sorted(found.items(), key=lambda item: item[1].name_key))
