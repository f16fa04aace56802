"""How the permissions of a customer stand, for both sides (S003-10)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Tenant
from subscriptions.models import PurchasePermission, Subscription
from subscriptions.policies.permissions import azure_subscriptions, counts
from subscriptions.states import PurchaseResource


@dataclass(frozen=True)
class Switch:
    """One permission: what, and since when it is given (None: off)."""

    resource: PurchaseResource
    permission: PurchasePermission | None

    @property
    def is_on(self) -> bool:
        return self.permission is not None


@dataclass(frozen=True)
class Standing:
    """One partner with what it permits; `azure` is what permissions hang on, None where there is none."""

    partner: Tenant
    azure: Subscription | None
    switches: list[Switch]

    @property
    def permits(self) -> list[PurchaseResource]:
        return [one.resource for one in self.switches if one.is_on]


def standing(partner: Tenant, customer: Tenant) -> Standing:
    """As the partner sees it."""
    given = PurchasePermission.objects.visible_to(partner).given().filter(partner=partner, customer=customer)
    azure = azure_subscriptions(customer).sold_by(partner).first()
    return _standing(partner, azure, list(given.with_names()))


def standings(customer: Tenant) -> list[Standing]:
    """As the customer sees it: every partner of an active Azure subscription, in the order of their names."""
    found: dict[int, Subscription] = {}
    for row in azure_subscriptions(customer).select_related("partner"):
        found.setdefault(row.partner_id, row)
    given: dict[int, list[PurchasePermission]] = {}
    for one in PurchasePermission.objects.visible_to(customer).given().filter(customer=customer):
        given.setdefault(one.partner_id, []).append(one)
    rows = sorted(found.values(), key=lambda row: row.partner.name_key)
    return [_standing(row.partner, row, given.get(row.partner_id, [])) for row in rows]


def _standing(partner: Tenant, azure: Subscription | None, given: list[PurchasePermission]) -> Standing:
    counted = {one.resource: one for one in given if azure is None or counts(one, azure)}
    return Standing(partner, azure, [Switch(one, counted.get(one)) for one in PurchaseResource])
