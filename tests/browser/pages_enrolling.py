"""Enrolling from within: the way from direct-bill to both, and applying again."""

from __future__ import annotations

from typing import Any

from tests.browser.entries import Arguments, Entry, refused
from tests.browser.stage import Stage
from tests.browser.stage_enrolling import BOTH, LEAVING, PENDING, REFUSED


def _of(slug: str) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        return {"tenant_slug": slug}

    return arguments


ENROLLING: dict[str, Entry] = {
    "overview, may go over": Entry("accounts:overview", "leaving", _of(LEAVING)),
    "overview, may go over, an agent": Entry("accounts:overview", "leaving agent", _of(LEAVING)),
    "enroll, refused": Entry("accounts:enrol", "leaving", _of(LEAVING), then=refused("Enroll now")),
    "overview, agreement pending": Entry("accounts:overview", "pending", _of(PENDING)),
    "reseller agreement, refused": Entry(
        "accounts:reseller-agreement", "pending", _of(PENDING), then=refused("Accept and continue")
    ),
    "program info, agreement pending": Entry("accounts:program-info", "pending", _of(PENDING)),
    "program info, both": Entry("accounts:program-info", "both", _of(BOTH)),
    "add location, refused": Entry(
        "accounts:location-add", "refused", _of(REFUSED), then=refused("Add location")
    ),
    "profile, no location": Entry("accounts:profile", "refused", _of(REFUSED)),
    "overview, first steps": Entry("accounts:overview", "refused", _of(REFUSED)),
    "agreement text": Entry("accounts:agreement-text", "both", _of(BOTH), query="?kind=indirect_reseller"),
    "agreements, both": Entry("accounts:agreement-list", "both", _of(BOTH)),
    "incentives": Entry("accounts:incentives", "both", _of(BOTH)),
    "apply again": Entry("accounts:enrol", "refused", _of(REFUSED)),
    "program info, not approved": Entry("accounts:program-info", "refused", _of(REFUSED)),
}
