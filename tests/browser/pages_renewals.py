"""What ends or renews."""

from __future__ import annotations

from typing import Any

from tests.browser.entries import Arguments, Entry
from tests.browser.stage import Stage


def _of(kind: str) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        return {"tenant_slug": getattr(stage.world, kind).slug}

    return arguments


# Routes that show no page: what is only for POST, and the feed.
NOT_PAGES = {
    "subscriptions:renewal-decide",
    "subscriptions:renewal-feed-change",
    "subscriptions:attention-settle",
    "subscriptions:renewal-feed",
}
RENEWALS: dict[str, Entry] = {
    "renewals to decide": Entry("subscriptions:renewal-list", "provider", _of("provider")),
    "renewals to decide, none found": Entry(
        "subscriptions:renewal-list", "provider", _of("provider"), "?q=nobody"
    ),
    "renewals of a direct-bill partner, none": Entry("subscriptions:renewal-list", "direct", _of("direct")),
    "renewals by themselves": Entry("subscriptions:renewal-automatic", "provider", _of("provider")),
    "renewals that failed": Entry("subscriptions:renewal-failed", "provider", _of("provider")),
    "renewals by month": Entry("subscriptions:renewal-calendar", "provider", _of("provider")),
    "digest and feed": Entry("subscriptions:renewal-settings", "provider", _of("provider")),
    "digest and feed, without an address": Entry("subscriptions:renewal-settings", "direct", _of("direct")),
}
