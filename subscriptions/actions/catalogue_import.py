"""Many offers at once, from a file: all of them or none."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Region
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from subscriptions import catalogue_csv
from subscriptions.actions.catalogue import save_offer, save_product
from subscriptions.catalogue_csv import Line
from subscriptions.facts import OfferFacts, ProductFacts, words_of
from subscriptions.models import Offer, Product


@dataclass(frozen=True)
class Imported:
    new: int
    known: int

    def __str__(self) -> str:
        return _("%(new)s new offers, %(known)s known ones as in the file") % {
            "new": self.new,
            "known": self.known,
        }


@transaction.atomic
def import_offers(*, content: bytes, dry_run: bool, by: OperatorActor) -> Imported:
    """Offers are known by their ID, products by their name; what the file does not name stays.

    `dry_run`: everything is tried and taken back. Raises DomainErrors with every fault by its line, and
    DomainError("dry_run") with what would have been done.
    """
    lines = catalogue_csv.read(content, Region.objects.all())
    codes = [line.offer["code"] for line in lines]
    known = (
        Offer.objects.select_related("product")
        .prefetch_related("regions", "prices")
        .in_bulk(codes, field_name="code")
    )
    products = {one.name: one for one in Product.objects.filter(name__in={line.product for line in lines})}
    faults: list[DomainError] = []
    for line in lines:
        try:
            product = _product(line, products, by)
            facts = OfferFacts(product=product, **line.offer)
            old = known.get(facts.code)
            if old is None or words_of(old) != words_of(facts):
                save_offer(facts=facts, by=by, offer=old)
        except DomainError as error:
            faults.append(catalogue_csv.fault(line.number, error.message))
    catalogue_csv.require_none(faults)
    done = Imported(len(lines) - len(known), len(known))
    if dry_run:
        words = _("Nothing is wrong with this file: %(done)s. Take the tick away to import it.")
        raise DomainError("dry_run", words % {"done": done})
    return done


def _product(line: Line, products: dict[str, Product], by: OperatorActor) -> Product:
    """As the line says; its description stays."""
    known = products.get(line.product)
    same = known and (known.publisher, known.publisher_name) == (line.publisher, line.publisher_name)
    if known is None or not same:
        text = known.description if known else ""
        facts = ProductFacts(line.product, line.publisher, line.publisher_name, text)
        products[line.product] = save_product(facts=facts, by=by, product=known)
    return products[line.product]
