"""The steps of an order, the order history and the products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.entries import Arguments, Entry, press, refused
from tests.browser.stage import Stage


def _of(kind: str, **more: Callable[[Stage], Any]) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        slug = getattr(stage.world, kind).slug
        return {"tenant_slug": slug, **{name: of(stage) for name, of in more.items()}}

    return arguments


def _draft(name: str = "new_draft") -> Arguments:
    return _of("provider", draft_id=lambda stage: getattr(stage.world, name).public_id)


def _order(name: str) -> Arguments:
    return _of("provider", order_id=lambda stage: getattr(stage.world, name).public_id)


def _customer(kind: str) -> Arguments:
    return _of(kind, public_id=lambda stage: stage.world.customer.public_id)


def _wrong_number(page: Page) -> None:
    page.locator("input[name^=seats-]").first.fill("1e3")
    press(page, "Next: Review")
    page.wait_for_selector(".pc-error-summary")


ORDERING: dict[str, Entry] = {
    "orders": Entry("subscriptions:order-list", "provider", _of("provider")),
    "orders, none found": Entry("subscriptions:order-list", "provider", _of("provider"), "?q=nobody"),
    "orders, none yet": Entry("subscriptions:order-list", "direct", _of("direct")),
    "products": Entry("subscriptions:catalogue", "provider", _of("provider")),
    "order": Entry("subscriptions:order-detail", "provider", _order("order")),
    "order, waiting": Entry("subscriptions:order-detail", "provider", _order("waiting")),
    "cancel an order": Entry("subscriptions:order-cancel", "provider", _order("waiting")),
    "confirmation": Entry("subscriptions:order-confirmation", "provider", _order("order")),
    "confirmation, setup info": Entry("subscriptions:order-confirmation", "provider", _order("founding")),
    "new customer": Entry("subscriptions:new-customer", "agent", _of("provider")),
    "new customer, refused": Entry(
        "subscriptions:new-customer", "agent", _of("provider"), then=refused("Next: Subscriptions")
    ),
    "new customer, not signed": Entry("subscriptions:new-customer", "direct", _of("direct")),
    "add subscription": Entry("subscriptions:add-subscription", "provider", _customer("provider")),
    "draft, details": Entry("subscriptions:draft-details", "provider", _draft()),
    "draft, subscriptions": Entry("subscriptions:draft-subscriptions", "provider", _draft()),
    "draft, subscriptions, refused": Entry(
        "subscriptions:draft-subscriptions", "provider", _draft(), then=_wrong_number
    ),
    "draft, review": Entry("subscriptions:draft-review", "provider", _draft()),
    "draft, review of an existing customer": Entry("subscriptions:draft-review", "provider", _draft("draft")),
    "draft, review, refused": Entry(
        "subscriptions:draft-review", "provider", _draft(), then=refused("Submit")
    ),
    "draft, cancel": Entry("subscriptions:draft-cancel", "provider", _draft()),
}
