"""The directory on the page Settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import settings_menu
from accounts.permissions import Permission
from accounts.settings_menu import SettingsItem
from partnercenter.core.navigation import NavItem, register


def register_all() -> None:
    settings_menu.register(
        SettingsItem(
            _("Business profile"),
            _("What others find you by: description, logo, services, locations."),
            "directory:business-profile",
            Permission.BUSINESS_PROFILE_VIEW,
            order=20,
            icon="search",
        )
    )
    register(NavItem(_("Leads"), "directory:lead-list", Permission.LEADS_MANAGE, order=28, icon="tray"))
