"""Invitations in the left navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from partnercenter.core.navigation import NavItem, register


def register_all() -> None:
    register(
        NavItem(
            _("Invitations"),
            "invitations:invitation-list",
            Permission.INVITATIONS_VIEW,
            order=30,
            icon="mail",
        )
    )
    register(NavItem(_("Team"), "invitations:team-list", Permission.MEMBERS_VIEW, order=85, icon="user"))
