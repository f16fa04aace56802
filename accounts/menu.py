"""Accounts in the left navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import account_pages, settings_menu
from accounts.account_pages import AccountPage
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
    for name, permission in (
        ("accounts:activity-list", Permission.ACTIVITY_VIEW),
        ("accounts:own-activity-list", Permission.OWN_ACTIVITY_VIEW),
    ):
        register(NavItem(_("Activity log"), name, permission, order=85, icon="clock"))
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
    settings_menu.register(
        SettingsItem(
            _("Your mails"),
            _("What you hear of by mail: at once, in one mail a day, or not at all."),
            "accounts:mails",
            Permission.TENANT_VIEW,
            order=60,
            icon="mail",
        )
    )
    for page in (
        AccountPage(_("Name and language"), "accounts:account", "user", order=10),
        AccountPage(_("Password"), "account_change_password", "lock", order=20),
        AccountPage(_("Two-step verification"), "mfa_index", "shield", order=30),
        AccountPage(_("Sessions"), "accounts:session-list", "clock", order=40),
        AccountPage(_("Your data"), "accounts:your-data", "document", order=60),
    ):
        account_pages.register(page)


def _is_partner(actor: Actor) -> bool:
    return bool(actor.tenant.kind == TenantKind.PARTNER)
