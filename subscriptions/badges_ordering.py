"""The states of orders, in words and tones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnercenter.core.components import Badge
from subscriptions.states import OrderStatus

ORDERS: dict[str, Badge] = {
    OrderStatus.SUBMITTED: Badge(_("Waiting"), "warning", "clock"),
    OrderStatus.FULFILLED: Badge(OrderStatus.FULFILLED.label, "success", "check-circle"),
    OrderStatus.FAILED: Badge(OrderStatus.FAILED.label, "danger", "x-circle"),
    OrderStatus.CANCELLED: Badge(OrderStatus.CANCELLED.label, "neutral", "minus-circle"),
}
