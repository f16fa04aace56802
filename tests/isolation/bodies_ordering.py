"""What the steps of an order send."""

from __future__ import annotations

from typing import Any

from subscriptions.drafts import Wizard
from tests.world import World

CUSTOMER: dict[str, Any] = {
    "reseller": "",
    "name": "Areum Publishing",
    "domain": "areum.example",
    "country_code": "KR",
    "address_line1": "Teheran-ro 152",
    "city": "Gangnam-gu",
    "state": "서울특별시",
    "postal_code": "06236",
    "first_name": "Min-ji",
    "last_name": "Kim",
    "email": "kim@areum.example",
    "phone": "02-312-3456",
    "language": "ko",
    "agreement": "ask",
    "setup": "show",
}
ORDERING = [
    f"subscriptions:{name}"
    for name in (
        "new-customer",
        "add-subscription",
        "draft-details",
        "draft-subscriptions",
        "draft-review",
        "draft-cancel",
        "order-cancel",
        "setup-reveal",
    )
]
_CHOOSES = {"subscriptions:add-subscription", "subscriptions:draft-subscriptions"}


def ordering(name: str, world: World) -> dict[str, object]:
    if name in {"subscriptions:new-customer", "subscriptions:draft-details"}:
        return dict(CUSTOMER)
    seats = {f"seats-{world.offer.public_id}": "3"}
    if name in _CHOOSES:
        return {**seats, "action": "review", "reseller": world.reseller.public_id}
    if name == "subscriptions:draft-review":
        seen = Wizard(world.draft, world.actor()).fingerprint
        typed = {f"seats-{world.offer.public_id}": "5"}
        return {**typed, "attested": "on", "seen": seen, "action": "submit"}
    return {}
