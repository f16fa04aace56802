"""What customers may buy by themselves, on both sides."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.entries import Entry, press, refused
from tests.browser.stage import Stage


def _of_customer(stage: Stage) -> dict[str, Any]:
    return {"tenant_slug": stage.world.provider.slug, "public_id": stage.world.customer.public_id}


def _own(stage: Stage) -> dict[str, Any]:
    return {"tenant_slug": stage.world.customer.slug}


def _buy(stage: Stage) -> dict[str, Any]:
    return {**_own(stage), "partner_id": stage.world.provider.public_id}


def _two(page: Page) -> None:
    page.get_by_label("Quantity").fill("2")
    press(page, "Next: Review")
    page.get_by_role("button", name="Buy now").wait_for()


PERMISSIONS: dict[str, Entry] = {
    "customer permissions": Entry("subscriptions:purchase-permissions", "agent", _of_customer),
    "customer permissions, to read": Entry("subscriptions:purchase-permissions", "provider", _of_customer),
    "own reservations": Entry("subscriptions:own-reservations", "customer", _own),
    "buy a reservation": Entry("subscriptions:own-reservation-buy", "customer", _buy),
    "buy a reservation, refused": Entry(
        "subscriptions:own-reservation-buy", "customer", _buy, then=refused("Next: Review")
    ),
    "buy a reservation, review": Entry("subscriptions:own-reservation-buy", "customer", _buy, then=_two),
}
