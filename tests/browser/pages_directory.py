"""Being found: public lists and entries, and the profile behind them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from directory.models import ProfileLocation
from partnercenter.core import tenancy
from tests.browser.entries import Arguments, Entry, press, refused
from tests.browser.stage import Stage


def _at(kind: str) -> Arguments:
    return lambda stage: {"tenant_slug": getattr(stage.world, kind).slug}


def _public(kind: str) -> Arguments:
    return lambda stage: {"public_id": getattr(stage.world, kind).public_id}


def _location(stage: Stage) -> dict[str, Any]:
    with tenancy.system(reason="test"):
        first = ProfileLocation.objects.visible_to(stage.world.reseller).in_order()[0]
    return {"tenant_slug": stage.world.reseller.slug, "location_id": first.public_id}


def _no_web_address(page: Page) -> None:
    page.get_by_label("Website").fill("javascript:alert(1)")
    refused("Save")(page)


def _meanwhile(page: Page) -> None:
    """Somebody else saved since this page was opened."""
    page.evaluate("() => { document.querySelector('[name=version]').value = '9'; }")
    page.get_by_label("Description").fill("Something else.")
    press(page, "Save")
    page.get_by_role("alert").wait_for()


NOT_PAGES = {
    "directory:logo",
    "directory:own-logo",
    "directory:profile-publish",
    "directory:profile-withdraw",
    "directory:profile-confirm",
    "directory:logo-remove",
    "directory:location-remove",
}
DIRECTORY: dict[str, Entry] = {
    "providers of the programme": Entry("directory:provider-list", "nobody"),
    "providers of the programme, filtered": Entry(
        "directory:provider-list", "nobody", query="?country=KR&service=support&language=ko"
    ),
    "providers of the programme, no match": Entry("directory:provider-list", "nobody", query="?q=zzz"),
    "provider of the programme": Entry("directory:provider-detail", "nobody", _public("provider")),
    "find a partner": Entry("directory:partner-list", "nobody"),
    "find a partner, no match": Entry("directory:partner-list", "nobody", query="?q=zzz"),
    "partner": Entry("directory:partner-detail", "nobody", _public("reseller")),
    "programme": Entry("directory:programme", "nobody"),
    "business profile": Entry("directory:business-profile", "reseller", _at("reseller")),
    "business profile, provider": Entry("directory:business-profile", "provider", _at("provider")),
    "business profile, not begun": Entry("directory:business-profile", "direct", _at("direct")),
    "business profile, preview": Entry("directory:profile-preview", "reseller", _at("reseller")),
    "edit business profile": Entry("directory:profile-edit", "reseller", _at("reseller")),
    "edit business profile, refused": Entry(
        "directory:profile-edit", "reseller", _at("reseller"), then=_no_web_address
    ),
    "edit business profile, conflict": Entry(
        "directory:profile-edit", "reseller", _at("reseller"), then=_meanwhile
    ),
    "change the logo": Entry("directory:logo-edit", "reseller", _at("reseller")),
    "change the logo, refused": Entry(
        "directory:logo-edit", "reseller", _at("reseller"), then=refused("Upload")
    ),
    "add a location": Entry("directory:location-add", "reseller", _at("reseller")),
    "add a location, refused": Entry(
        "directory:location-add", "reseller", _at("reseller"), then=refused("Save")
    ),
    "edit a location": Entry("directory:location-edit", "reseller", _location),
}
