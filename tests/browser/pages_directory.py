"""Being found: public lists and entries, and the profile behind them."""

from __future__ import annotations

import uuid
from typing import Any

from playwright.sync_api import Page

from directory.models import Lead, ProfileLocation
from partnercenter.core import tenancy
from tests.browser.entries import Arguments, Entry, press, refused
from tests.browser.stage import Stage
from tests.directory.askers import REQUEST


def _at(kind: str) -> Arguments:
    return lambda stage: {"tenant_slug": getattr(stage.world, kind).slug}


def _public(kind: str) -> Arguments:
    return lambda stage: {"public_id": getattr(stage.world, kind).public_id}


def _location(stage: Stage) -> dict[str, Any]:
    with tenancy.system(reason="test"):
        first = ProfileLocation.objects.visible_to(stage.world.reseller).in_order()[0]
    return {"tenant_slug": stage.world.reseller.slug, "location_id": first.public_id}


def _both(stage: Stage) -> dict[str, Any]:
    world = stage.world
    return {"tenant_slug": world.reseller.slug, "public_id": world.provider.public_id}


def _lead(status: str, kind: str = "provider") -> Arguments:
    def find(stage: Stage) -> dict[str, Any]:
        tenant = getattr(stage.world, kind)
        with tenancy.system(reason="test"):
            lead = Lead.objects.visible_to(tenant).filter(status=status).order_by("id")[0]
        return {"tenant_slug": tenant.slug, "lead_id": lead.public_id}

    return find


def _ask(page: Page) -> None:
    """Whoever has typed nothing yet is led there first; a mailbox of this walk alone, which gets few codes."""
    for label, text in (
        ("Your company", REQUEST["company"]),
        ("Your name", REQUEST["contact_name"]),
        ("Your e-mail address", f"{uuid.uuid4().hex}@bakery.example"),
        ("What is it about?", REQUEST["message"]),
    ):
        page.get_by_label(label).fill(text)
    press(page, "Continue")
    page.wait_for_url("**/ask/confirm/")


def _ask_and_guess(page: Page) -> None:
    _ask(page)
    page.get_by_label("Code from the mail").fill("00000000")
    refused("Send the request")(page)


def _nothing_asked(page: Page) -> None:
    page.get_by_label("What is to change?").fill("")
    refused("Send the request")(page)


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
    "directory:ask-code",
    "directory:lead-export",
    "directory:lead-archive",
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
    "ask for a change of the entry": Entry("directory:entry-request", "provider", _at("provider")),
    "ask for a change of the entry, refused": Entry(
        "directory:entry-request", "provider", _at("provider"), then=_nothing_asked
    ),
    "ask a partner": Entry("directory:ask", "nobody", _public("reseller")),
    "ask a partner, refused": Entry("directory:ask", "nobody", _public("reseller"), then=refused("Continue")),
    "ask a partner, confirm": Entry("directory:ask-confirm", "nobody", _public("reseller"), then=_ask),
    "ask a partner, wrong code": Entry(
        "directory:ask-confirm", "nobody", _public("reseller"), then=_ask_and_guess
    ),
    "ask a partner, sent": Entry("directory:ask-sent", "nobody", _public("reseller")),
    "ask a provider, for nobody": Entry("directory:provider-ask-choice", "direct", _public("provider")),
    "ask a provider": Entry("directory:provider-ask", "reseller", _both),
    "ask a provider, refused": Entry(
        "directory:provider-ask", "reseller", _both, then=refused("Send the request")
    ),
    "leads": Entry("directory:lead-list", "provider", _at("provider")),
    "leads, no match": Entry("directory:lead-list", "provider", _at("provider"), query="?q=zzz"),
    "leads, none yet": Entry("directory:lead-list", "reseller", _at("reseller")),
    "lead, received": Entry("directory:lead-detail", "provider", _lead("received")),
    "lead, accepted": Entry("directory:lead-detail", "agent", _lead("accepted")),
    "lead, expired": Entry("directory:lead-detail", "provider", _lead("expired")),
    "lead, became a customer": Entry("directory:lead-detail", "direct agent", _lead("accepted", "direct")),
    "accept a lead": Entry("directory:lead-accept", "provider", _lead("received")),
    "decline a lead": Entry("directory:lead-decline", "provider", _lead("received")),
    "decline a lead, refused": Entry(
        "directory:lead-decline", "provider", _lead("received"), then=refused("Decline")
    ),
    "notes to a lead": Entry("directory:lead-edit", "provider", _lead("accepted")),
    "request a partnership of a lead": Entry("directory:lead-partnership", "agent", _lead("accepted")),
    "request a relationship of a lead": Entry(
        "directory:lead-relationship", "direct agent", _lead("accepted", "direct")
    ),
}
