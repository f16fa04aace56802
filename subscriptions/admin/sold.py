"""What happened to this order, this subscription, this bill? To read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from customers.admin import tenants_like
from partnercenter.core.admin_base import OperatorAdmin, link_to, listing
from partnercenter.core.admin_site import site
from partnercenter.core.dates import date_words, utc_words
from subscriptions.models import Order, SeatChange, Statement, Subscription
from subscriptions.money import money

SHOWN = 100  # lines, changes


class SoldAdmin(OperatorAdmin):
    """Found by its ID, or by the partner or the customer."""

    list_select_related = ("partner", "customer")
    search_help_text = _("An ID, the beginning of the partner's or customer's name, or its address in URLs.")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["public_id"]

    def search_q(self, term: str) -> Q:
        tenants = tenants_like(term)
        return Q(public_id=term.lower()) | Q(partner__in=tenants) | Q(customer__in=tenants)


def _lines(rows: list[str]) -> SafeString | str:
    return format_html_join("", "<div>{}</div>", ((row,) for row in rows)) if rows else "–"


@admin.register(Order, site=site)
class OrderAdmin(SoldAdmin):
    list_display = ("public_id", "partner", "customer", "status", "ordered_at", "closed_at", "by_customer")
    list_filter = ("status",)
    fields = (
        ("public_id", "status", "failure"),
        ("partner", "customer", "reseller"),
        ("ordered_at", "ordered_by", "by_customer"),
        ("closed_at", "currency", "relationship"),
        "line_list",
        "subscription_list",
        "setup_link",
    )
    readonly_fields = ("line_list", "subscription_list", "setup_link")

    @admin.display(description=_("lines"))
    def line_list(self, obj: Order) -> SafeString | str:
        lines = obj.lines.select_related("offer").order_by("id")[:SHOWN]
        return _lines(
            [
                f"{one.quantity} × {one.offer.name} ({one.offer.code}), {money(one.unit_price, obj.currency)}"
                for one in lines
            ]
        )

    @admin.display(description=_("subscriptions"))
    def subscription_list(self, obj: Order) -> SafeString | str:
        rows = obj.subscriptions.order_by("id")[:SHOWN]
        shown = [
            (link_to("subscriptions.subscription", one.pk, one.name), one.get_status_display())
            for one in rows
        ]
        return format_html_join("", "<div>{} · {}</div>", shown) if shown else "–"

    @admin.display(description=_("how the first admin signs in"))
    def setup_link(self, obj: Order) -> SafeString | str:
        return link_to("accounts.temporarypassword", obj.setup_id, obj.setup) if obj.setup else "–"


@admin.register(Subscription, site=site)
class SubscriptionAdmin(SoldAdmin):
    list_display = (
        "name",
        "partner",
        "customer",
        "status",
        "quantity",
        "term_ends_on",
        "auto_renew",
        "attention",
    )
    list_filter = ("status", "kind")
    fields = (
        ("name", "public_id", "order"),
        ("partner", "customer", "manager"),
        ("status", "status_at", "attention"),
        ("offer", "kind", "billing_cycle"),
        ("quantity", "assigned", "price"),
        ("term", "term_starts_on", "term_ends_on"),
        ("auto_renew", "next_move", "cancel_until"),
        ("reseller", "reseller_mpn_id", "support_contact"),
        ("created_at", "relationship"),
        "ledger",
    )
    readonly_fields = ("price", "next_move", "ledger")

    @admin.display(description=_("price"))
    def price(self, obj: Subscription) -> str:
        return money(obj.unit_price, obj.currency)

    @admin.display(description=_("time changes its state"))
    def next_move(self, obj: Subscription) -> str:
        return utc_words(obj.moves_at) if obj.moves_at else "–"

    @admin.display(description=_("changes of seats"))
    def ledger(self, obj: Subscription) -> SafeString | str:
        rows = SeatChange.objects.filter(subscription=obj).order_by("-at", "-id")[:SHOWN]
        return _lines(
            [
                f"{utc_words(one.at)} · {one.get_kind_display()} · {one.delta:+d} → {one.quantity}"
                f" · {money(one.unit_price, obj.currency)}"
                for one in rows
            ]
        )

    def related_links(self, obj: Subscription) -> list[dict[str, Any]]:
        return [listing(_("Statements"), "subscriptions.statement", q=obj.customer.slug)]


@admin.register(Statement, site=site)
class StatementAdmin(SoldAdmin):
    list_display = ("month", "partner", "customer", "amount", "made_at")
    fields = (("month", "amount", "made_at"), ("partner", "customer", "public_id"), "line_list")
    readonly_fields = ("amount", "line_list")

    @admin.display(description=_("total"))
    def amount(self, obj: Statement) -> str:
        return money(obj.total, obj.currency)

    @admin.display(description=_("lines"))
    def line_list(self, obj: Statement) -> SafeString | str:
        lines = obj.lines.order_by("id")[:SHOWN]
        return _lines(
            [
                f"{one.name} · {date_words(one.starts_on)} · {one.quantity} · {one.days}/{one.of_days}"
                f" · {money(one.amount, obj.currency)}"
                for one in lines
            ]
        )
