"""The forms of being found: pages, and the operations on entries."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.permissions import Role
from tests import factories as make
from tests.client import PortalClient
from tests.directory.askers import REQUEST, code
from tests.isolation.cast import Visitor
from tests.world import World

_WORDS = "description website linkedin"
_LISTS = "countries services industries languages"
_PERSON = "contact_name email phone message"
_LETTER, _DRAFT = "recipients days subject text", "step language submission drafted"
_ADDRESS = "name address_line1 address_line2 city postal_code phone"
# Name of the route, who sends it, what is typed, what the page offers.
PAGES: list[tuple[str, str, str, str]] = [
    ("directory:profile-edit", "direct", _WORDS, f"{_LISTS} version"),
    *((f"directory:profile-{step}", "direct", "", "") for step in ("publish", "withdraw", "confirm")),
    ("directory:logo-edit", "direct", "", ""),
    ("directory:logo-remove", "direct", "", ""),
    ("directory:location-add", "direct", _ADDRESS, "country state is_published"),
    ("directory:location-edit", "direct", _ADDRESS, "country state is_published"),
    ("directory:location-remove", "direct", "", ""),
    ("directory:entry-request", "provider", "text", ""),
    ("directory:ask", "asker", f"{_PERSON} company", "country"),
    ("directory:ask-confirm", "asker", "code", ""),
    ("directory:ask-code", "asker", "", ""),
    ("directory:provider-ask", "reseller", _PERSON, ""),
    ("directory:lead-accept", "provider", "notes", "owner"),
    ("directory:lead-edit", "provider", "notes", "owner"),
    ("directory:lead-decline", "provider", "notes", "reason"),
    ("directory:lead-archive", "provider", "", ""),
    ("directory:lead-partnership", "provider", _LETTER, _DRAFT),
    ("directory:lead-relationship", "seller", _LETTER, f"{_DRAFT} admin_access capacity"),
]
_ENTRY: dict[str, Any] = {
    "description": "We help.",
    "website": "",
    "linkedin": "",
    "countries": "KR",
    "services": "training",
    "industries": [],
    "languages": "ko",
}
OPERATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "directory.businessprofile:new": ({"tenant": "contoso-canary-provider"}, "tenant"),
    "directory.businessprofile:describe": (_ENTRY, _WORDS),
    "directory.businessprofile:logo": ({}, ""),
    "directory.entryrequest:settle": ({"answer": "Done."}, "answer"),
    "directory.entryrequest:decline": ({"answer": "We cannot."}, "answer"),
}
TRANSLATED = {"linkedin"}


def visitors(world: World) -> dict[str, Visitor]:
    _ = (world.office, world.lead, world.taken_lead, world.customer_lead, world.open_provider)
    make.ListingFactory(tenant=world.open_provider)
    make.ListingFactory(tenant=world.direct)
    people = world.people["direct"]
    roles = {"direct": Role.GLOBAL_ADMIN, "seller": Role.SALES_AGENT}
    return {name: Visitor(name, people[role]) for name, role in roles.items()} | {"asker": _asker(world)}


def rows() -> dict[str, Any]:
    held = make.BusinessProfileFactory(is_public=True)
    held.status, held.held_at = "held", held.published_at
    held.save()
    return {
        "directory.businessprofile:unlist": _entry(is_public=True),
        "directory.businessprofile:hold": make.BusinessProfileFactory(is_public=True),
        "directory.businessprofile:release": held,
        "directory.businessprofile": _entry(),
        "directory.lead": make.LeadFactory(),
        "directory.entryrequest": make.EntryRequestFactory(),
    }


def _entry(**more: Any) -> Any:
    return make.BusinessProfileFactory(tenant=make.TenantFactory(provider=True), **more)


def _asker(world: World) -> Visitor:
    """A browser that has asked the direct-bill partner to get in touch, and has a code on its way."""
    client = PortalClient()
    client.post(reverse("directory:ask", args=[world.direct.public_id]), REQUEST)
    visitor = Visitor("asker", None)
    visitor.keep(client)
    return visitor


def more(name: str) -> dict[str, str]:
    return {"code": code()} if name == "directory:ask-confirm" else {}
