"""The programme's catalogue, by operators: products, offers with their regions and prices, what is withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from partnercenter.core import audit
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from subscriptions import clock
from subscriptions.facts import COLUMNS, OfferFacts, ProductFacts, words_of
from subscriptions.models import Offer, OfferPrice, Product
from subscriptions.policies.catalogue import require_limits, require_prices, require_terms, require_unsold


@transaction.atomic
def save_product(*, facts: ProductFacts, by: OperatorActor, product: Product | None = None) -> Product:
    """A new product, or new words for a known one. Raises DomainError("name_taken")."""
    names = [one.name for one in fields(ProductFacts)]
    changes = {
        name: [getattr(product, name) if product else None, getattr(facts, name)]
        for name in names
        if product is None or getattr(product, name) != getattr(facts, name)
    }
    saved = product or Product()
    for name in names:
        setattr(saved, name, getattr(facts, name))
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise DomainError("name_taken", _("There is a product of this name already."), "name") from error
    if changes:
        audit.record("product.saved", by=by, target=saved, changes=changes)
    return saved


@transaction.atomic
def save_offer(*, facts: OfferFacts, by: OperatorActor, offer: Offer | None = None) -> Offer:
    """A new offer, or other facts of a known one; what was bought keeps the price of its day.

    Raises DomainError: code_taken, terms, resource, quantities, currency, negative, decimals, ordered.
    """
    require_terms(facts.kind, facts.term, facts.billing_cycle, facts.resource)
    require_limits(facts.kind, facts.minimum, facts.maximum)
    require_prices(facts.prices)
    old = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk) if offer else None
    before = words_of(old) if old else {}
    saved = Offer(pk=old.pk, public_id=old.public_id, withdrawn_at=old.withdrawn_at) if old else Offer()
    for name in COLUMNS:
        setattr(saved, name, getattr(facts, name))
    if old:
        require_unsold(old, saved)
    _save(saved, is_new=old is None)
    _set_regions(saved, facts.regions, is_new=old is None)
    _set_prices(saved, facts.prices, is_new=old is None)
    after = words_of(facts)
    changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    if changes:
        audit.record("offer.saved", by=by, target=saved, changes=changes)
    return saved


def _save(offer: Offer, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            offer.save(force_insert=is_new)
    except IntegrityError as error:
        raise DomainError("code_taken", _("There is an offer of this ID already."), "code") from error


def _set_regions(offer: Offer, regions: Sequence[Region], *, is_new: bool) -> None:
    if not is_new:
        offer.regions.set(regions)
        return
    through = Offer.regions.through
    through.objects.bulk_create(through(offer_id=offer.pk, region_id=one.pk) for one in regions)


def _set_prices(offer: Offer, prices: Mapping[str, Decimal], *, is_new: bool) -> None:
    if not is_new:
        offer.prices.exclude(currency__in=prices).delete()
    OfferPrice.objects.bulk_create(
        [OfferPrice(offer=offer, currency=currency, amount=amount) for currency, amount in prices.items()],
        update_conflicts=True,
        unique_fields=["offer", "currency"],
        update_fields=["amount"],
    )


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: OperatorActor) -> None:
    """Nobody buys or renews it from now on; what runs goes on to its end."""
    _withdraw(offer, withdrawn=True, by=by)


@transaction.atomic
def restore_offer(*, offer: Offer, by: OperatorActor) -> None:
    _withdraw(offer, withdrawn=False, by=by)


def _withdraw(offer: Offer, *, withdrawn: bool, by: OperatorActor) -> None:
    """Twice is once."""
    at = clock.now() if withdrawn else None
    if Offer.objects.filter(pk=offer.pk, withdrawn_at__isnull=withdrawn).update(withdrawn_at=at):
        offer.withdrawn_at = at
        action = "offer.withdrawn" if withdrawn else "offer.restored"
        audit.record(action, by=by, target=offer, changes={"withdrawn": [not withdrawn, withdrawn]})
