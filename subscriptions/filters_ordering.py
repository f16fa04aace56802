"""Filters of the order history and of the products."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.filters import SearchFilter
from partnercenter.core.text import search_key
from relationships.models import ResellerRelationship
from subscriptions.states import Category, OfferKind, OrderStatus, Publisher, Term


class OrderFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The order history of a partner, whole or of one customer (`customer`: its tenant ID)."""

    q = SearchFilter(label=_("Search orders by the customer's name"), columns=("customer_key",))
    status = django_filters.ChoiceFilter(label=_("State"), choices=OrderStatus.choices, empty_label=_("All"))
    customer = django_filters.CharFilter(
        label=_("Customer"), max_length=16, widget=forms.HiddenInput, method="of_customer"
    )

    class Meta:
        fields = ("q", "status", "customer")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant = tenant

    def of_customer(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(customer__public_id=value)

    @property
    def customer_shown(self) -> Tenant | None:
        """Whose orders alone are shown; a customer of ours, or one that was."""
        wanted = self.data.get("customer", "")
        rows = ResellerRelationship.objects.held_by(self.tenant).filter(customer_ref=wanted)
        row = rows.select_related("customer").first() if wanted else None
        return row.customer if row else None


class OfferFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Reference 3.6: publisher, billing type, category."""

    q = SearchFilter(label=_("Search products by name or offer ID"), method="search")
    publisher = django_filters.ChoiceFilter(
        label=_("Publisher"),
        field_name="product__publisher",
        choices=Publisher.choices,
        empty_label=_("All"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Billing type"), choices=OfferKind.choices, empty_label=_("All")
    )
    category = django_filters.ChoiceFilter(
        label=_("Category"), choices=Category.choices, empty_label=_("All")
    )
    term = django_filters.ChoiceFilter(label=_("Term"), choices=Term.choices, empty_label=_("All"))

    class Meta:
        fields = ("q", "publisher", "kind", "category", "term")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Anywhere in the name: the catalogue is small, and everyone's."""
        key = search_key(value)
        if not key:
            return rows
        return rows.filter(
            Q(name__icontains=key) | Q(product__name__icontains=key) | Q(code__istartswith=key)
        )


class CatalogueFilter(OfferFilter):
    """In one currency of the partner's region."""

    currency = django_filters.ChoiceFilter(label=_("Currency"), empty_label=None, method="priced")

    class Meta:
        fields = ("q", "publisher", "kind", "category", "term", "currency")

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["currency"].extra["choices"] = [(one, one) for one in currencies]

    def priced(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The column of prices follows it; no offer is left out."""
        return rows
