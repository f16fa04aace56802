"""What the operations on the catalogue ask for besides the reason: valid, and which of it is typed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests import factories as make
from tests.subscriptions.offers_file import offers_file

_PRODUCT = {"name": "Backup", "publisher": "partner", "publisher_name": "Relecloud", "description": "A copy."}
_OFFER = {
    "product": "",
    "code": "BACKUP-1",
    "name": "Backup",
    "kind": "licence",
    "category": "enterprise",
    "term": "P1Y",
    "billing_cycle": "monthly",
    "minimum": "1",
    "maximum": "300",
    "resource": "",
    "regions": "",
    "prices": "KRW 12000",
}
CATALOGUE: dict[str, tuple[dict[str, Any], str]] = {
    "subscriptions.product:new": (_PRODUCT, "name publisher_name description"),
    "subscriptions.product:facts": (_PRODUCT, "name publisher_name description"),
    "subscriptions.offer:new": (_OFFER, "code name minimum maximum prices"),
    "subscriptions.offer:facts": (_OFFER, "code name minimum maximum prices"),
    "subscriptions.offer:import": ({"file": ""}, ""),
}
TRANSLATED = {"minimum", "maximum", "prices"}  # numbers are stored as numbers


def rows() -> dict[str, Any]:
    return {
        "subscriptions.product": make.ProductFactory(),
        "subscriptions.offer:restore": make.OfferFactory(withdrawn_at=timezone.now()),
        "subscriptions.offer": make.OfferFactory(),
    }


def filled_in(body: dict[str, Any], row: dict[str, Any], region: int) -> dict[str, Any]:
    """What the page offers as a choice, and the file."""
    more: dict[str, Any] = {}
    if "product" in body:
        more |= {"product": str(row["subscriptions.product"].pk), "regions": str(region)}
    if "file" in body:
        more["file"] = offers_file()
    return body | more
