"""A customer's own entries in the left navigation and on its overview."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.overview import Card, Figure, count_up_to
from accounts.permissions import Permission
from partnercenter.core.actor import Actor
from partnercenter.core.navigation import NavItem, register
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess

_ENTRIES = (
    NavItem(
        gettext_lazy("Partner relationships"),
        "customers:partner-list",
        Permission.PARTNERS_VIEW,
        order=15,
        icon="users",
    ),
    NavItem(
        gettext_lazy("Company details"),
        "customers:company",
        Permission.COMPANY_EDIT,
        order=85,
        icon="building",
    ),
)


def register_menu() -> None:
    for entry in _ENTRIES:
        register(entry)


def own_cards(actor: Actor) -> Iterator[Card]:
    """S004-11, S004-12: how many relationships with partners, and in how many a partner holds admin roles."""
    if not actor.may(Permission.PARTNERS_VIEW):
        return
    url = reverse("customers:partner-list", kwargs={"tenant_slug": actor.tenant.slug})
    rows = ResellerRelationship.objects.visible_to(actor.tenant).of_customer(actor.tenant).active()
    yield Figure(_("Partner relationships"), count_up_to(rows), url, order=15)
    with_roles = count_up_to(rows.with_admin_access())
    access = f"{url}?access={AdminAccess.GRANTED}"
    yield Figure(_("Relationships with admin roles"), with_roles, access, order=16)
