"""Rights and programmes in words, for pages that explain who can do what."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.permissions import Permission, Role
from accounts.states import Programme

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Every permission has its sentence; a test holds the two equal.
PERMISSION_LABELS: dict[Permission, _StrPromise] = {
    Permission.TENANT_VIEW: _("See the overview and the partner profile"),
    Permission.AGREEMENT_VIEW: _("See which agreements are signed"),
    Permission.MPA_SIGN: _("Read and sign the Microsoft Partner Agreement"),
    Permission.RESELLERS_VIEW: _("See the indirect resellers"),
    Permission.PARTNERSHIP_REQUEST: _("Request a partnership"),
    Permission.PARTNERSHIP_REMOVE: _("Remove a partnership"),
    Permission.INVITATIONS_VIEW: _("See the invitations"),
    Permission.PROVIDERS_VIEW: _("See the indirect providers"),
    Permission.PARTNERSHIP_ACCEPT: _("Accept or decline a partnership"),
}


def programme_labels(tenant: Tenant) -> list[str]:
    """What the organisation is: its programme roles, or a partner in none yet, or a customer."""
    labels = [str(programme.label) for programme in Programme if programme.value in tenant.programmes]
    return labels or [str(tenant.get_kind_display())]


def role_labels(roles: Collection[str]) -> list[str]:
    """Roles in words, in the order of the role table."""
    return [str(role.label) for role in Role if role.value in roles]
