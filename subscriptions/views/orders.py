"""What was ordered: the history of a partner that orders (S001-38), and one order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.dates import date_words
from partnercenter.core.errors import DomainError
from partnercenter.core.lists import Column, ListView, Sort
from subscriptions.actions import cancel_order
from subscriptions.badges_ordering import ORDERS
from subscriptions.filters_ordering import OrderFilter
from subscriptions.models import Order, OrderDraft
from subscriptions.states import OrderStatus


class OrderListView(TenantView, ListView):
    """S001-38: the orders of a partner, of all its customers or of one; its own drafts beside."""

    permission = Permission.ORDER_CREATE
    template_name = "subscriptions/order_list.html"
    page_title = gettext_lazy("Orders")
    filterset_class = OrderFilter
    columns = (
        Column(gettext_lazy("Customer"), sort="customer"),
        Column(gettext_lazy("Ordered"), sort="ordered"),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Reseller of record")),
        Column(gettext_lazy("Ordered by"), wide_only=True),
    )
    sorts = {
        "customer": Sort(gettext_lazy("Customer"), ("customer_key",)),
        "ordered": Sort(gettext_lazy("Ordered"), ("ordered_at",)),
    }
    default_sort = "-ordered"

    def queryset(self) -> QuerySet[Order]:
        return Order.objects.sold_by(self.tenant).for_page()

    def filter_arguments(self) -> dict[str, Any]:
        return {"tenant": self.tenant}

    def _words(self, name: str, value: Any) -> str:
        shown = self.filterset.customer_shown if name == "customer" else None
        return shown.name if shown else super()._words(name, value)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(
            drafts=open_drafts(self.actor),
            may_create=self.actor.may(Permission.CUSTOMER_CREATE),
            may_view=self.actor.may(Permission.CATALOGUE_VIEW),
            **extra,
        )


def open_drafts(actor: Any) -> list[OrderDraft]:
    """What this person has begun and may go on with, newest first."""
    rows = OrderDraft.objects.of(actor.user, actor.tenant).open().select_related("customer")
    return list(rows.order_by("-changed_at")[:10])


class OrderView(TenantView):
    """A page about one order; 404 for another partner's."""

    permission = Permission.ORDER_CREATE
    related = (
        "customer__country",
        "partner",
        "reseller",
        "ordered_by",
        "relationship__with_partner",
        "setup",
    )

    def find(self, order_id: str) -> Order:
        rows = Order.objects.sold_by(self.tenant).for_page()
        related = ("relationship__with_partner", "setup__revealed_by")
        return get_object_or_404(
            rows.select_related("customer__country", "reseller", *related), public_id=order_id
        )

    def back(self, order: Order) -> HttpResponse:
        return redirect("subscriptions:order-detail", self.tenant.slug, order.public_id)


class OrderDetailView(OrderView):
    def get(self, request: HttpRequest, order_id: str) -> HttpResponse:
        order = self.find(order_id)
        lines = list(order.lines.select_related("offer__product").order_by("id"))
        context = {
            "page_title": _("Order of %(date)s") % {"date": date_words(order.ordered_at)},
            "order": order,
            "badge": ORDERS[order.status],
            "lines": lines,
            "is_waiting": order.status == OrderStatus.SUBMITTED,
        }
        return render(request, "subscriptions/order_detail.html", context)


class OrderCancelView(OrderView):
    """While it waits for the customer agreement; asked once."""

    def get(self, request: HttpRequest, order_id: str) -> HttpResponse:
        order = self.find(order_id)
        if order.status != OrderStatus.SUBMITTED:
            messages.error(request, _("This order is not waiting any more, so it cannot be cancelled."))
            return self.back(order)
        context = {
            "page_title": _("Cancel the order for %(name)s?") % {"name": order.customer},
            "order": order,
        }
        return render(request, "subscriptions/order_cancel.html", context)

    def post(self, request: HttpRequest, order_id: str) -> HttpResponse:
        order = self.find(order_id)
        try:
            cancel_order(order=order, by=self.actor)
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("The order is cancelled. No subscription was made."))
        return self.back(order)
