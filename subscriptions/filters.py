from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.states import Programme
from partnercenter.core.filters import SearchFilter
from partnercenter.core.ids import LENGTH
from relationships.models import Partnership
from subscriptions import clock
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.states import OfferKind, SubscriptionStatus

OFFERED = 100  # partners in a choice; the others' are reached from the partner's own page
NOBODY, OURSELVES, ANY = "none", "own", "any"
DAYS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("1 year")}


class SubscriptionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What is running, unless another state is asked for, or what needs attention: that has ended.

    `q` narrows nothing here: names of subscriptions, of customers and domains are read by an index each
    (`reading.parts`). `reseller` and `support` are for who names them: an indirect provider.
    """

    names_only = False  # domains with this beginning are too many to be searched

    q = SearchFilter(label=_("Search subscriptions by name, customer or domain"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(ANY, _("All")), *SubscriptionStatus.choices],
        empty_label=_("Active and suspended"),
        method="in_state",
    )
    reseller = django_filters.ChoiceFilter(
        label=_("Indirect reseller"), empty_label=_("All"), method="of_reseller"
    )
    kind = django_filters.ChoiceFilter(
        label=_("Billing type"), choices=OfferKind.choices, empty_label=_("All")
    )
    support = django_filters.ChoiceFilter(
        label=_("Designated support contact"), empty_label=_("All"), method="of_contact"
    )
    ends = django_filters.ChoiceFilter(
        label=_("Term ends within"), choices=list(DAYS.items()), empty_label=_("All"), method="ending"
    )
    attention = django_filters.ChoiceFilter(
        label=_("Needs attention"), choices=[(ANY, _("Yes"))], empty_label=_("All"), method="with_task"
    )

    class Meta:
        fields = ("q", "state", "reseller", "kind", "support", "ends", "attention")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Programme.INDIRECT_PROVIDER not in tenant.programmes:
            del self.filters["reseller"], self.filters["support"]
            return
        asked = {str(self.data.get(name, "")) for name in ("reseller", "support")}
        self.partners = resellers_of(tenant, asked)
        named = [(one.public_id, one.name) for one in self.partners.values()]
        self.filters["reseller"].extra["choices"] = [(NOBODY, _("Without a reseller of record")), *named]
        self.filters["support"].extra["choices"] = [(OURSELVES, tenant.name), *named]

    def in_state(self, rows: SubscriptionQuerySet, name: str, value: str) -> SubscriptionQuerySet:
        return rows if value == ANY else rows.filter(status=value)

    def of_reseller(self, rows: SubscriptionQuerySet, name: str, value: str) -> SubscriptionQuerySet:
        return rows.without_reseller() if value == NOBODY else rows.filter(reseller=self.partners[value])

    def of_contact(self, rows: SubscriptionQuerySet, name: str, value: str) -> SubscriptionQuerySet:
        return rows.filter(support_contact=None if value == OURSELVES else self.partners[value])

    def ending(self, rows: SubscriptionQuerySet, name: str, value: str) -> SubscriptionQuerySet:
        """Terms that end on one of the next days, today included (UTC)."""
        today = clock.now().date()
        return rows.filter(term_ends_on__gte=today, term_ends_on__lte=today + timedelta(days=int(value)))

    def with_task(self, rows: SubscriptionQuerySet, name: str, value: str) -> SubscriptionQuerySet:
        return rows.exclude(attention="")

    def filter_queryset(self, queryset: SubscriptionQuerySet) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return found if asked.get("state") or asked.get("attention") else found.filter(is_live=True)

    @property
    def shows_every_state(self) -> bool:
        return bool(self.form.is_valid() and self.form.cleaned_data.get("state") == ANY)

    @property
    def searched(self) -> str:
        """What is searched for; empty where nothing is."""
        self.form.is_valid()  # another part that cannot be read leaves this one as it is
        return str(self.form.cleaned_data.get("q") or "")


def resellers_of(provider: Tenant, asked: set[str]) -> dict[str, Tenant]:
    """The first resellers by name, partners before former ones, and those that are asked for."""
    rows = Partnership.objects.visible_to(provider).with_resellers_of(provider).prefetch_related("reseller")
    offered = list(rows.order_by("status", "reseller_key", "pk")[:OFFERED])
    more = {one for one in asked if len(one) == LENGTH} - {row.reseller.public_id for row in offered}
    if more:
        offered += rows.filter(reseller__public_id__in=more)[: len(more)]
    found = {row.reseller.public_id: row.reseller for row in offered}
    return dict(sorted(found.items(), key=lambda item: item[1].name_key))
