"""The activity log and the inbox, of a partner and of a customer."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.entries import Arguments, Entry, from_the_top
from tests.browser.stage import Stage

NOT_PAGES = {
    "accounts:activity-export",
    "accounts:own-activity-export",
    "accounts:notifications-read",
    "accounts:notification-read",
}


def _of(kind: str) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        return {"tenant_slug": getattr(stage.world, kind).slug}

    return arguments


def _first_open(page: Page) -> None:
    page.get_by_role("main").locator("tbody summary").first.click()
    from_the_top(page)


ACTIVITY: dict[str, Entry] = {
    "activity log": Entry("accounts:activity-list", "agent", _of("provider")),
    "activity log, details": Entry(
        "accounts:activity-list", "agent", _of("provider"), "?topic=partnership", then=_first_open
    ),
    "activity log, no match": Entry("accounts:activity-list", "agent", _of("provider"), "?q=zzz"),
    "activity log, none yet": Entry("accounts:activity-list", "direct agent", _of("direct")),
    "notifications": Entry("accounts:notification-list", "provider", _of("provider")),
    "notifications, none yet": Entry("accounts:notification-list", "customer", _of("customer")),
    "own activity log": Entry("accounts:own-activity-list", "customer", _of("customer")),
}
