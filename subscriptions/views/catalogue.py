"""View products (S001-40): what a partner may order for its customers, with the prices of its currencies."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.lists import Column, ListView, Sort
from subscriptions.filters_ordering import CatalogueFilter
from subscriptions.models import Offer


class CatalogueView(TenantView, ListView):
    """The offers sold in the partner's region; software and reservations are among them (S001-38)."""

    permission = Permission.CATALOGUE_VIEW
    template_name = "subscriptions/catalogue.html"
    page_title = _("Products")
    filterset_class = CatalogueFilter
    more_filters = ("term", "currency")
    columns = (
        Column(_("Product"), sort="name"),
        Column(_("Publisher")),
        Column(_("Billing type")),
        Column(_("Term")),
        Column(_("Billing cycle")),
        Column(_("Quantity"), numeric=True),
        Column(_("Price"), numeric=True),
    )
    sorts = {"name": Sort(_("Name"), ("name",))}
    default_sort = "name"

    @cached_property
    def currencies(self) -> list[str]:
        """Of the countries in which the partner sells, its own first."""
        own, found = self.tenant.country.currency, self.tenant.region.countries.exclude(currency="")
        others = found.order_by("currency").values_list("currency", flat=True).distinct()
        return list(dict.fromkeys([*([own] if own else []), *others]))

    @property
    def currency(self) -> str:
        asked = self.request.GET.get("currency", "")
        return asked if asked in self.currencies else next(iter(self.currencies), "")

    def queryset(self) -> QuerySet[Offer]:
        return Offer.objects.listed_in(self.tenant.region, self.currency)

    def filter_arguments(self) -> dict[str, Any]:
        return {"currencies": self.currencies}

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        may_create = self.actor.may(Permission.CUSTOMER_CREATE)
        return super().get_context_data(currency=self.currency, may_create=may_create, **extra)
