"""Entries of this app in the left navigation, and the tab of a customer's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from customers.views.account import TABS
from partnercenter.core.navigation import NavItem, register

_ENTRIES = (
    NavItem(
        _("Subscriptions"),
        "subscriptions:subscription-list",
        Permission.SUBSCRIPTIONS_VIEW,
        order=16,
        icon="box",
    ),
    NavItem(
        _("Orders"),
        "subscriptions:order-list",
        Permission.ORDER_CREATE,
        order=17,
        icon="document",
    ),
    NavItem(
        _("Products"),
        "subscriptions:catalogue",
        Permission.CATALOGUE_VIEW,
        order=18,
        icon="search",
    ),
    NavItem(
        _("Renewals"),
        "subscriptions:renewal-list",
        Permission.SUBSCRIPTIONS_VIEW,
        order=17,
        icon="calendar",
    ),
    NavItem(
        _("Subscriptions"),
        "subscriptions:own-subscriptions",
        Permission.OWN_SUBSCRIPTIONS_VIEW,
        order=16,
        icon="box",
    ),
    NavItem(
        _("Reservations"),
        "subscriptions:own-reservations",
        Permission.RESERVATIONS_BUY,
        order=17,
        icon="clock",
    ),
)
_TABS = (
    (1, (_("Subscriptions"), "subscriptions:of-customer")),
    (2, (_("Customer permissions"), "subscriptions:purchase-permissions")),
)


def register_all() -> None:
    for entry in _ENTRIES:
        register(entry)
    for place, tab in _TABS:
        if tab not in TABS:
            TABS.insert(place, tab)
