"""What operators say about a product and an offer, before it is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from accounts.models import Region
from subscriptions.models import Offer, Product
from subscriptions.states import Category


@dataclass(frozen=True)
class ProductFacts:
    name: str
    publisher: str
    publisher_name: str
    description: str = ""


@dataclass(frozen=True)
class OfferFacts:
    """`prices`: what one seat costs in a billing cycle, by currency. `code` names the offer for ever."""

    code: str
    product: Product
    name: str
    kind: str
    term: str
    billing_cycle: str
    category: str = Category.ENTERPRISE
    minimum: int = 1
    maximum: int = 10_000
    once_per_customer: bool = False
    resource: str = ""
    regions: Sequence[Region] = ()
    prices: Mapping[str, Decimal] = field(default_factory=dict)


_ROWS = {"regions", "prices"}  # kept in tables of their own
COLUMNS = [one.name for one in fields(OfferFacts) if one.name not in _ROWS]


def words_of(one: Offer | OfferFacts) -> dict[str, Any]:
    """Everything about it, as the log keeps it; equal where nothing would change. Regions and prices of an offer may be
    prefetched."""
    words: dict[str, Any] = {name: getattr(one, name) for name in COLUMNS if name != "product"}
    words["product"] = one.product.name
    if isinstance(one, Offer):
        regions = list(one.regions.all())
        prices = {price.currency: price.amount for price in one.prices.all()}
    else:
        regions, prices = list(one.regions), dict(one.prices)
    words["regions"] = sorted(region.name for region in regions)
    words["prices"] = {currency: f"{prices[currency]:.2f}" for currency in sorted(prices)}
    return words
