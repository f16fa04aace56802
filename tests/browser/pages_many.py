"""Many subscriptions at once: the choice, what it would change, what came of it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.entries import Arguments, Entry, press
from tests.browser.stage import Stage


def _provider(**more: Any) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        return {
            "tenant_slug": stage.world.provider.slug,
            **{name: of(stage) for name, of in more.items()},
        }

    return arguments


def _chosen(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Choose").first.click()
    page.wait_for_url("**to=*")


def _ticked(page: Page) -> None:
    page.locator("tbody input[type=checkbox]").first.check()
    press(page, "Name a reseller")
    page.wait_for_url("**/reassign/?ids=*")


_REPORT = _provider(reassignment_id=lambda stage: stage.world.reassignment.public_id)

MANY: dict[str, Entry] = {
    "name a reseller on many": Entry("subscriptions:reassign", "provider", _provider()),
    "name a reseller, nobody found": Entry("subscriptions:reassign", "provider", _provider(), "?find=zzz"),
    "name a reseller on many, looked at": Entry(
        "subscriptions:reassign", "provider", _provider(), then=_chosen
    ),
    "subscriptions, ticked": Entry("subscriptions:subscription-list", "provider", _provider(), then=_ticked),
    "designate a contact for many": Entry("subscriptions:reassign-support", "provider", _provider()),
    "reassignments": Entry("subscriptions:reassignment-list", "provider", _provider()),
    "reassignment": Entry("subscriptions:reassignment-detail", "provider", _REPORT),
}
