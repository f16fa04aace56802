"""Accounts in the left navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, Role
from accounts.states import TenantKind
from partnercenter.core.context_processors import name_roles
from partnercenter.core.navigation import NavItem, register


def register_all() -> None:
    name_roles(Role.choices)
    register(NavItem(_("Overview"), "accounts:overview", Permission.TENANT_VIEW, order=0, icon="home"))
    register(
        NavItem(
            _("Agreements"), "accounts:agreement-list", Permission.AGREEMENT_VIEW, order=80, icon="document"
        )
    )
    register(
        NavItem(
            _("Partner profile"),
            "accounts:profile",
            Permission.TENANT_VIEW,
            shown=lambda actor: actor.tenant.kind == TenantKind.PARTNER,
            order=90,
            icon="building",
        )
    )
