"""Who may do what: the whole matrix as data, in one place (D2; rulebook 2.2 and 2.4).

`docs/permissions.md` is generated from it by `make docs`; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.states import Programme
from partnercenter.core.actor import Actor


class Role(models.TextChoices):
    GLOBAL_ADMIN = "global_admin", _("Global admin")
    USER_ADMIN = "user_admin", _("User admin")
    BILLING_ADMIN = "billing_admin", _("Billing admin")
    ADMIN_AGENT = "admin_agent", _("Admin agent")
    SALES_AGENT = "sales_agent", _("Sales agent")
    HELPDESK_AGENT = "helpdesk_agent", _("Helpdesk agent")


class Permission(StrEnum):
    """`resource.verb`"""

    TENANT_VIEW = "tenant.view"
    AGREEMENT_VIEW = "agreement.view"
    MPA_SIGN = "mpa.sign"
    RESELLERS_VIEW = "indirect_resellers.view"
    PARTNERSHIP_REQUEST = "partnership.request"
    PARTNERSHIP_REMOVE = "partnership.remove"
    INVITATIONS_VIEW = "invitations.view"
    PROVIDERS_VIEW = "indirect_providers.view"
    PARTNERSHIP_ACCEPT = "partnership.accept"


_EVERYONE = frozenset(Role.values)
_PROVIDER_PAGES = frozenset(
    {Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}
)  # S000-1

ROLE_PERMISSIONS: dict[Permission, frozenset[str]] = {
    Permission.TENANT_VIEW: _EVERYONE,
    Permission.AGREEMENT_VIEW: _EVERYONE,
    Permission.MPA_SIGN: frozenset({Role.GLOBAL_ADMIN}),
    Permission.RESELLERS_VIEW: _PROVIDER_PAGES,
    Permission.PARTNERSHIP_REQUEST: _PROVIDER_PAGES,
    Permission.PARTNERSHIP_REMOVE: _PROVIDER_PAGES,
    Permission.INVITATIONS_VIEW: _PROVIDER_PAGES,
    Permission.PROVIDERS_VIEW: frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT}),
    Permission.PARTNERSHIP_ACCEPT: frozenset({Role.GLOBAL_ADMIN}),  # S001-22
}

_PARTNERS = frozenset(Programme.values)

# What the organisation must be, whatever the person's role; a permission not named here is open to every tenant.
PROGRAMME_PERMISSIONS: dict[Permission, frozenset[str]] = {
    Permission.MPA_SIGN: _PARTNERS,
    Permission.RESELLERS_VIEW: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.PARTNERSHIP_REQUEST: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.PARTNERSHIP_REMOVE: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.INVITATIONS_VIEW: frozenset({Programme.INDIRECT_PROVIDER}),
    Permission.PROVIDERS_VIEW: frozenset({Programme.INDIRECT_RESELLER}),
    Permission.PARTNERSHIP_ACCEPT: frozenset({Programme.INDIRECT_RESELLER}),
}


def roles_allow(roles: Iterable[str], permission: str) -> bool:
    return not ROLE_PERMISSIONS[Permission(permission)].isdisjoint(roles)


def tenant_allows(programmes: Iterable[str], permission: str) -> bool:
    needed = PROGRAMME_PERMISSIONS.get(Permission(permission))
    return needed is None or not needed.isdisjoint(programmes)


def may(actor: Actor, permission: str) -> bool:
    """True where the person's roles and what the organisation is both allow it."""
    return roles_allow(actor.roles, permission) and tenant_allows(actor.tenant.programmes, permission)
