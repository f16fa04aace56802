"""The forms of being found: pages, and the operations on entries."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.permissions import Role
from tests import factories as make
from tests.world import World

_WORDS = "description website linkedin"
_LISTS = "countries services industries languages"
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
]
_ENTRY: dict[str, Any] = {
    "description": "We help.",
    "website": "",
    "linkedin": "",
    "countries": "KR",
    "services": "training",
    "industries": "",
    "languages": "ko",
}
OPERATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "directory.businessprofile:new": ({"tenant": "contoso-canary-provider"}, "tenant"),
    "directory.businessprofile:describe": (_ENTRY, _WORDS),
    "directory.businessprofile:logo": ({}, ""),
}
TRANSLATED = {"linkedin"}


def people(world: World) -> dict[str, User]:
    _ = world.office
    return {"direct": world.people["direct"][Role.GLOBAL_ADMIN]}


def rows() -> dict[str, Any]:
    held = make.BusinessProfileFactory(is_public=True)
    held.status, held.held_at = "held", held.published_at
    held.save()
    return {
        "directory.businessprofile:unlist": _entry(is_public=True),
        "directory.businessprofile:hold": make.BusinessProfileFactory(is_public=True),
        "directory.businessprofile:release": held,
        "directory.businessprofile": _entry(),
    }


def _entry(**more: Any) -> Any:
    return make.BusinessProfileFactory(tenant=make.TenantFactory(provider=True), **more)
