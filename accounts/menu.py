"""Accounts in the left navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import settings_menu
from accounts.permissions import Permission, Role
from accounts.settings_menu import SettingsItem
from accounts.states import TenantKind
from partnercenter.core.actor import Actor
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
            _("Settings"),
            "accounts:settings",
            Permission.TENANT_VIEW,
            shown=_is_partner,
            order=90,
            icon="settings",
        )
    )
    settings_menu.register(
        SettingsItem(
            _("Partner profile"),
            _("What your organisation is in the programme, who works in it, and Program info."),
            "accounts:profile",
            Permission.TENANT_VIEW,
            shown=_is_partner,
            order=10,
        )
    )


def _is_partner(actor: Actor) -> bool:
    return bool(actor.tenant.kind == TenantKind.PARTNER)
