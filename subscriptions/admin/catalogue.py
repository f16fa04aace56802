"""The programme's catalogue, which operators keep."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site
from subscriptions import catalogue_csv
from subscriptions.actions import catalogue
from subscriptions.actions.catalogue_import import import_offers
from subscriptions.admin import forms
from subscriptions.models import Offer, Product
from subscriptions.money import money


@admin.register(Product, site=site)
class ProductAdmin(OperatorAdmin):
    operations = (
        Operation(
            "new",
            _("New product"),
            catalogue.save_product,
            form=forms.ProductForm,
            right="add",
            collection=True,
        ),
        Operation(
            "facts",
            _("Change name, publisher or description"),
            lambda row, **data: catalogue.save_product(product=row, **data),
            form=forms.ProductForm,
        ),
    )
    list_display = ("name", "publisher", "publisher_name")
    list_filter = ("publisher",)
    ordering = ("name",)
    search_exact = ("name", "publisher_name", "public_id")
    search_help_text = _("The whole name of the product or of its publisher.")
    fields = (("name", "publisher", "publisher_name"), "description", "public_id")

    def related_links(self, obj: Product) -> list[dict[str, Any]]:
        return [listing(_("Offers"), "subscriptions.offer", product__exact=obj.pk)]


@admin.register(Offer, site=site)
class OfferAdmin(OperatorAdmin):
    operations = (
        Operation(
            "new",
            _("New offer"),
            catalogue.save_offer,
            form=forms.OfferForm,
            right="add",
            collection=True,
        ),
        Operation(
            "import",
            _("Import offers"),
            import_offers,
            explanation=format_lazy(
                _(
                    "Columns: {names}, and one for each currency with the prices. Regions by name with semicolons between"
                    " them, or * for all. Offers are known by their ID, products by their name. Values: {values}."
                ),
                names=", ".join(catalogue_csv.COLUMNS),
                values="; ".join(
                    f"{name}: {', '.join(of.values)}" for name, of in catalogue_csv.CHOICES.items()
                ),
            ),
            form=forms.ImportForm,
            right="add",
            collection=True,
        ),
        Operation(
            "facts",
            _("Change facts, regions or prices"),
            lambda row, **data: catalogue.save_offer(offer=row, **data),
            explanation=_(
                "What was bought keeps its price until it renews. Of an offer that was ordered, the ID, the product, the"
                " billing type, the term and the billing cycle stay."
            ),
            form=forms.OfferForm,
        ),
        Operation(
            "withdraw",
            _("Withdraw"),
            lambda row, by: catalogue.withdraw_offer(offer=row, by=by),
            explanation=_(
                "Nobody can buy or renew it from now on; the partners of what cannot renew are told when its term ends."
            ),
            possible=lambda row: row.is_sold,
            bulk=True,
        ),
        Operation(
            "restore",
            _("Sell again"),
            lambda row, by: catalogue.restore_offer(offer=row, by=by),
            possible=lambda row: not row.is_sold,
            bulk=True,
        ),
    )
    list_display = ("name", "code", "product", "kind", "term", "billing_cycle", "withdrawn_at")
    list_filter = ("kind", "term", "category")
    list_select_related = ("product",)
    ordering = ("name", "id")
    search_exact = ("code", "name", "public_id")
    search_help_text = _("An offer ID, or the whole name of an offer or of a product.")
    fields = (
        ("name", "code", "product"),
        ("kind", "term", "billing_cycle"),
        ("minimum", "maximum", "once_per_customer"),
        ("category", "resource", "withdrawn_at"),
        "price_list",
        "region_list",
        "public_id",
    )
    readonly_fields = ("price_list", "region_list")

    def search_q(self, term: str) -> Q:
        return super().search_q(term) | Q(product__in=Product.objects.filter(name=term))

    @admin.display(description=_("prices"))
    def price_list(self, obj: Offer) -> str:
        prices = obj.prices.order_by("currency")
        return " · ".join(f"{one.currency} {money(one.amount, one.currency)}" for one in prices) or "–"

    @admin.display(description=_("regions"))
    def region_list(self, obj: Offer) -> str:
        return ", ".join(map(str, obj.regions.all())) or "–"

    def related_links(self, obj: Offer) -> list[dict[str, Any]]:
        return [listing(_("Subscriptions"), "subscriptions.subscription", offer__exact=obj.pk)]
