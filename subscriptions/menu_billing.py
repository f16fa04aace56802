"""Billing in the left navigation, and the tab of a customer's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.states import Programme
from customers.views.account import TABS
from partnercenter.core.navigation import NavItem, register


def _bills(actor: Any) -> bool:
    """Who has direct customers: direct-bill partners."""
    return Programme.DIRECT_BILL in actor.tenant.programmes


_ENTRIES = (
    NavItem(
        _("Statements"),
        "subscriptions:statement-list",
        Permission.STATEMENTS_VIEW,
        shown=_bills,
        order=19,
        icon="document",
    ),
    NavItem(
        _("Statements"),
        "subscriptions:own-statements",
        Permission.OWN_SUBSCRIPTIONS_VIEW,
        order=19,
        icon="document",
    ),
)
_TAB = (_("Billing"), "subscriptions:statement-preview", Permission.STATEMENTS_VIEW)


def register_all() -> None:
    for entry in _ENTRIES:
        register(entry)
    if _TAB not in TABS:
        TABS.append(_TAB)
