"""Subscriptions: the list, the page of one in each state, everything that is done with one, and the customer's side."""

from __future__ import annotations

from typing import Any

from partnercenter.core import tenancy
from subscriptions.models import Subscription
from tests.browser.entries import Arguments, Entry, refused
from tests.browser.stage import Stage
from tests.browser.stage_subscriptions import ENDED, LATE, SUSPENDED


def _of(kind: str, name: str = "", *, customer: bool = False) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        parts = {"tenant_slug": getattr(stage.world, kind).slug}
        if customer:
            return parts | {"public_id": stage.world.customer.public_id}
        return parts | {"public_id": _id(stage, name)}

    return arguments


def _id(stage: Stage, name: str) -> str:
    if not name:
        return str(stage.world.subscription.public_id)
    with tenancy.system(reason="test"):
        return str(Subscription.objects.get(name=name).public_id)


def _list(kind: str) -> Arguments:
    return lambda stage: {"tenant_slug": getattr(stage.world, kind).slug}


SUBSCRIPTIONS: dict[str, Entry] = {
    "subscriptions": Entry("subscriptions:subscription-list", "agent", _list("provider"), "?state=any"),
    "subscriptions, no match": Entry(
        "subscriptions:subscription-list", "provider", _list("provider"), "?q=zzz&reseller=none"
    ),
    "subscriptions, of a reseller": Entry("subscriptions:subscription-list", "reseller", _list("reseller")),
    "subscription": Entry("subscriptions:subscription-detail", "provider", _of("provider")),
    "subscription, of a reseller": Entry("subscriptions:subscription-detail", "reseller", _of("reseller")),
    **{
        f"subscription, {name}": Entry("subscriptions:subscription-detail", "provider", _of("provider", name))
        for name in (LATE, SUSPENDED, ENDED)
    },
    **{
        f"subscription, {name}": Entry(f"subscriptions:subscription-{name}", "provider", _of("provider"))
        for name in ("quantity", "rename", "renewal", "suspend", "cancel", "reseller", "support")
    },
    "subscription, reactivate": Entry(
        "subscriptions:subscription-reactivate", "provider", _of("provider", SUSPENDED)
    ),
    "subscription, cancel, too late": Entry(
        "subscriptions:subscription-cancel", "provider", _of("provider", ENDED)
    ),
    "subscription, name, refused": Entry(
        "subscriptions:subscription-quantity",
        "provider",
        _of("provider"),
        then=refused("Save"),
    ),
    "subscription, enter MPN ID": Entry(
        "subscriptions:subscription-reseller", "provider", _of("provider", LATE), "?enter=1"
    ),
    "subscription, MPN ID of nobody": Entry(
        "subscriptions:subscription-reseller", "provider", _of("provider"), "?mpn_id=9999999"
    ),
    "subscriptions of a customer": Entry(
        "subscriptions:of-customer", "agent", _of("provider", customer=True)
    ),
    "subscriptions of a reseller's customer": Entry(
        "subscriptions:of-customer", "reseller", _of("reseller", customer=True)
    ),
    "own subscriptions": Entry("subscriptions:own-subscriptions", "customer", _list("customer")),
    "own subscription": Entry("subscriptions:own-subscription", "customer", _of("customer")),
}
