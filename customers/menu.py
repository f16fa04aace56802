from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from partnercenter.core.navigation import NavItem, register


def register_all() -> None:
    register(
        NavItem(
            _("Customers"),
            "customers:customer-list",
            Permission.CUSTOMERS_VIEW,
            order=15,
            icon="building",
        )
    )
