"""Partnerships in the left navigation: each page for the kind of partner it is for (S000-10, S001-17)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from partnercenter.core.navigation import NavItem, register


def register_all() -> None:
    register(
        NavItem(
            _("Indirect resellers"),
            "relationships:reseller-list",
            Permission.RESELLERS_VIEW,
            order=20,
            icon="users",
        )
    )
    register(
        NavItem(
            _("Indirect providers"),
            "relationships:provider-list",
            Permission.PROVIDERS_VIEW,
            order=20,
            icon="users",
        )
    )
