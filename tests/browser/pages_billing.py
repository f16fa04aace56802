"""Statements, and the billing of a customer."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from partnercenter.core import tenancy
from relationships.models import ResellerRelationship
from subscriptions.models import Statement
from tests.browser.entries import Arguments, Entry
from tests.browser.stage import Stage


def _direct(stage: Stage) -> dict[str, Any]:
    with tenancy.system(reason="test"):
        made = Statement.objects.get(partner=stage.world.direct)
        return {"tenant_slug": stage.world.direct.slug, "public_id": made.public_id}


def _customer(stage: Stage) -> dict[str, Any]:
    with tenancy.system(reason="test"):
        held = ResellerRelationship.objects.exclude(customer=stage.world.customer)
        ref = held.filter(partner=stage.world.direct).values_list("customer_ref", flat=True)[0]
        return {"tenant_slug": stage.world.direct.slug, "public_id": ref}


def _of(kind: str, name: str = "") -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        more = {"public_id": getattr(stage.world, name).public_id} if name else {}
        return {"tenant_slug": getattr(stage.world, kind).slug, **more}

    return arguments


def _printed(page: Page) -> None:
    """On paper: what is owed, without what is only for the screen."""
    page.emulate_media(media="print")
    for only_here in ("Print or save as PDF", "To keep it as a PDF"):
        expect(page.get_by_text(only_here)).to_be_hidden()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("cell", name="-₩1", exact=True)).to_be_visible()
    expect(page.locator(".pc-org-role")).to_be_hidden()
    on_screen = page.viewport_size
    page.set_viewport_size({"width": 794, "height": 1123})  # A4
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size(on_screen or {"width": 1280, "height": 900})
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_visible()


BILLING: dict[str, Entry] = {
    "statements": Entry("subscriptions:statement-list", "direct", _of("direct")),
    "statements, none found": Entry("subscriptions:statement-list", "direct", _of("direct"), "?q=nobody"),
    "statement": Entry("subscriptions:statement-detail", "direct", _direct, then=_printed),
    "billing of a customer": Entry("subscriptions:statement-preview", "direct", _customer),
    "billing of a customer, not direct": Entry(
        "subscriptions:statement-preview", "provider", _of("provider", "customer")
    ),
    "own statements": Entry("subscriptions:own-statements", "customer", _of("customer")),
    "own statement": Entry("subscriptions:own-statement-detail", "customer", _of("customer", "statement")),
}
