"""What a relationship lets a partner do for its customer, and what not, in the customer's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from relationships.states import Capacity

if TYPE_CHECKING:
    from relationships.models import ResellerRelationship


@dataclass(frozen=True)
class Rights:
    """Sentences about one partner, for the people of its customer (reference 3.10)."""

    capacity: str
    may: list[str]
    may_not: list[str]


def rights_of(relationship: ResellerRelationship) -> Rights:
    """Of a relationship with its partners (`for_list`)."""
    return Rights(_capacity(relationship), list(_may(relationship)), list(_may_not(relationship)))


def _capacity(relationship: ResellerRelationship) -> str:
    if relationship.capacity == Capacity.DIRECT:
        return _("Sells to you directly")
    return _("Orders for you") if relationship.capacity == Capacity.PROVIDER else _("Manages your account")


def _may(relationship: ResellerRelationship) -> Iterator[str]:
    other = {"name": relationship.with_partner}
    if relationship.capacity == Capacity.DIRECT:
        yield _("Order for you, bill you and support you")
    elif relationship.capacity == Capacity.PROVIDER:
        yield _("Order for you what %(name)s asks for") % other
    elif relationship.with_partner_id:
        yield _("Manage your subscriptions and support you; %(name)s places the orders") % other
    else:
        yield _("Manage your account and support you")
    yield _("See and correct the details of your organisation: address, contact, billing")
    if relationship.has_admin_access:
        yield _("Administer your Azure Active Directory and Office 365: users, licences, settings")
        yield _("Open service requests for you")


def _may_not(relationship: ResellerRelationship) -> Iterator[str]:
    if relationship.capacity == Capacity.RESELLER:
        yield _("Place orders itself: that takes an indirect provider")
    if not relationship.has_admin_access:
        yield _("See your users, assign licences or administer your services")
        yield _("Open service requests for you by itself")
    yield _("See your other partners and what you buy through them")
