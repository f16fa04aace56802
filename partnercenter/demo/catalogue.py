"""The demo's catalogue: what there is to sell, where, and for how much. Products are Microsoft's and invented ones;
the prices are plausible and nobody's price list."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import Region
from partnercenter.core.actor import OperatorActor
from partnercenter.demo.products import PRODUCTS, Sale
from subscriptions.actions import catalogue
from subscriptions.facts import OfferFacts
from subscriptions.models import Product
from subscriptions.money import digits
from subscriptions.states import BillingCycle, Category, OfferKind, Term

# One US dollar, as price lists round it; and to what a list price is rounded there.
RATES = {
    "USD": ("1", "0.1"), "EUR": ("0.95", "0.1"), "GBP": ("0.8", "0.1"), "CHF": ("0.9", "0.1"),
    "DKK": ("7", "0.5"), "SEK": ("10.5", "0.5"), "NOK": ("10.5", "0.5"), "KRW": ("1350", "100"),
    "JPY": ("150", "10"), "AUD": ("1.5", "0.1"), "CAD": ("1.35", "0.1"), "NZD": ("1.6", "0.1"),
    "BRL": ("5", "0.5"), "INR": ("83", "5"), "TWD": ("31", "1"),
}  # fmt: skip
ELSEWHERE = ("China",)  # a cloud of its own, with a catalogue of its own
_ONE_MONTH = Decimal("1.2")  # whoever commits for a month only pays a fifth more

_M, _Y, _3Y = Term.MONTH, Term.YEAR, Term.THREE_YEARS
_C = BillingCycle
# How licences are sold: for which term, paid how often, at which multiple of the price a month.
FLEXIBLE = (("P1M", _M, _C.MONTHLY), ("P1Y-M", _Y, _C.MONTHLY), ("P1Y", _Y, _C.ANNUAL))
YEARLY = FLEXIBLE[1:]
LONG = (*FLEXIBLE, ("P3Y", _3Y, _C.ANNUAL))
RESERVED = (
    ("P1Y-M", _Y, _C.MONTHLY),
    ("P1Y", _Y, _C.ANNUAL),
    ("P3Y-M", _3Y, _C.MONTHLY),
    ("P3Y", _3Y, _C.TRIENNIAL),
)
_WAYS = {"flexible": FLEXIBLE, "yearly": YEARLY, "long": LONG, "reserved": RESERVED}
_KINDS = {"usage": OfferKind.USAGE, "once": OfferKind.SOFTWARE, "reserved": OfferKind.RESERVATION}
_MONTHS = {_C.MONTHLY: 1, _C.ANNUAL: 12, _C.TRIENNIAL: 36}
_LONGER = Decimal("0.65")  # three years reserved cost so much less a month than one

WITHDRAWN = "TEAMS-EXPLORATORY-P1Y-M"
WHY_WITHDRAWN = "Nobody may begin with it any more; Teams is part of other plans."


def fill(by: OperatorActor) -> None:
    """Everything; one offer is taken out again when it has been bought (`WITHDRAWN`)."""
    regions = list(Region.objects.exclude(name__in=ELSEWHERE))
    for words, sales in PRODUCTS:
        product = catalogue.save_product(facts=words, by=by)
        for sale in sales:
            sold_in = [one for one in regions if not sale.regions or one.name in sale.regions]
            for facts in _offers(sale, product, sold_in):
                catalogue.save_offer(facts=facts, by=by)


def _offers(sale: Sale, product: Product, regions: list[Region]) -> Iterator[OfferFacts]:
    ways = {"usage": (("", Term.NONE, _C.NONE),), "once": (("", Term.NONE, _C.ONE_TIME),), **_WAYS}
    for suffix, term, cycle in ways[sale.way]:
        price = _price(sale, term, cycle)
        yield OfferFacts(
            code=f"{sale.code}-{suffix}" if suffix else sale.code,
            product=product,
            name=sale.name,
            kind=_KINDS.get(sale.way, OfferKind.LICENCE),
            term=term,
            billing_cycle=cycle,
            category=Category.SMALL_BUSINESS if sale.small else Category.ENTERPRISE,
            minimum=sale.minimum,
            maximum=sale.maximum,
            once_per_customer=sale.once,
            resource=sale.resource if sale.way == "reserved" else "",
            regions=regions,
            prices={currency: in_currency(price, currency) for currency in RATES},
        )


def _price(sale: Sale, term: Term, cycle: BillingCycle) -> Decimal:
    """Of one seat in a billing cycle, in US dollars."""
    if sale.way in ("usage", "once"):
        return sale.price
    price = sale.price * _MONTHS[cycle]
    if sale.way == "reserved":
        return price * _LONGER if term == Term.THREE_YEARS else price
    return price * _ONE_MONTH if term == Term.MONTH else price


def in_currency(dollars: Decimal, currency: str) -> Decimal:
    """Rounded as price lists do: 5.70 euro, 8,100 won."""
    rate, step = map(Decimal, RATES[currency])
    steps = (dollars * rate / step).quantize(Decimal(1), ROUND_HALF_UP)
    return (steps * step).quantize(Decimal(1).scaleb(-digits(currency)))
