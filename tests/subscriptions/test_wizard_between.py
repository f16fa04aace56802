"""What is typed wrongly, and what changes between the steps: said beside the line or field, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Tenant, User
from relationships.states import PartnershipStatus, RemovalReason
from subscriptions.forms_ordering import ChooseForm, seats
from subscriptions.models import Offer, Order, OrderDraft
from tests import factories as make
from tests.client import PortalClient
from tests.subscriptions.typing_orders import Typist
from tests.world import World

NOT_WHOLE = "Premium: Write a whole number from 1 to 300."


@pytest.fixture
def typist(contoso: World, client_for: Callable[[User], PortalClient]) -> Typist:
    return Typist(contoso, client_for(contoso.admin))


@pytest.fixture
def offer(db: None) -> Offer:
    return make.OfferFactory(name="Premium")


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# ------------------------------------------------------------------ quantities
@pytest.mark.situation("C-014")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("１２", 12),
        ("1,000", 1000),
        ("+5", 5),
        ("", None),
        ("0", "not possible here"),
        ("-1", "not possible here"),
        ("2,001", "not possible here"),
        ("1e3", "Write a whole number"),
        ("1.5", "Write a whole number"),
        ("1 000", "Write a whole number"),
        ("NaN", "Write a whole number"),
        ("twelve", "Write a whole number"),
        ("1" + "0" * 20, "Write a whole number"),
        ("12\x00", "Write a whole number"),
    ],
)
def test_quantities_in_every_spelling(db: None, typed: str, meant: int | str | None) -> None:
    offer = make.OfferFactory(name="100 % Premium", maximum=2000)
    other = make.OfferFactory()
    form = ChooseForm({seats(offer): typed, seats(other): "1"}, offers=[offer, other], kept={})
    if isinstance(meant, str):
        assert [str(words) for words in form.errors[seats(offer)]] == [
            words
            for words in form.errors[seats(offer)]
            if words.startswith("100 % Premium: ") and meant in words
        ]
    else:
        assert form.is_valid(), form.errors
        assert dict(form.lines).get(offer) == meant


@pytest.mark.rule("S000-47")
def test_a_wrong_quantity_stays_where_it_was_typed(typist: Typist, offer: Offer) -> None:
    """On both pages, with the sentence at the top and beside the field."""
    good = make.OfferFactory(name="Good")
    draft = typist.begin()
    answer = typist.choose(draft, {offer: "1e3", good: "4"})
    text = _text(answer)
    assert text.count(NOT_WHOLE) == 2
    assert 'value="1e3"' in text
    assert 'value="4"' in text
    assert f'href="#id_{seats(offer)}"' in text
    typist.choose(draft, {offer: "3", good: "4"})
    answer = typist.submit(draft, **{seats(offer): "-3"})
    assert answer.status_code == 200
    assert 'value="-3"' in _text(answer)
    assert not Order.objects.exists()


def test_nothing_chosen(typist: Typist, offer: Offer) -> None:
    draft = typist.begin()
    assert "Choose at least one subscription" in _text(typist.choose(draft, {}))


def test_what_is_billed_by_use_is_ticked(typist: Typist) -> None:
    usage = make.OfferFactory(usage=True, name="Azure plan")
    draft = typist.begin()
    assert 'type="checkbox" name="seats-' in _text(typist.get("subscriptions:draft-subscriptions", draft))
    typist.choose(draft, {usage: "on"})
    text = _text(typist.get("subscriptions:draft-review", draft))
    assert "Azure plan" in text
    assert "checked" in text
    assert typist.submit(draft, **{seats(usage): "on"}).status_code == 303


# ------------------------------------------------------------------ filters
def test_filters_keep_what_was_typed(typist: Typist, offer: Offer) -> None:
    """Reference 3.6: publisher, billing type, category; the total goes along."""
    usage = make.OfferFactory(usage=True, name="Azure plan")
    draft = typist.begin()
    answer = typist.choose(draft, {offer: "10"}, "filter", kind="usage")
    page = typist.client.get(answer["Location"])
    text = _text(page)
    assert usage.name in text
    assert "In this order" in text
    assert 'value="10"' in text
    assert "₩120" in text
    answer = typist.choose(draft, {offer: "10"}, "filter", q="zzz")
    assert "Nothing matches these filters" in _text(typist.client.get(answer["Location"]))
    typist.choose(draft, {offer: "10"}, f"remove-{offer.public_id}")
    assert "In this order" not in _text(typist.get("subscriptions:draft-subscriptions", draft))


# ------------------------------------------------------------------ between the steps
def _ready(typist: Typist, offer: Offer) -> tuple[OrderDraft, dict[str, str]]:
    draft = typist.begin(reseller=typist.world.reseller.public_id)
    typist.choose(draft, {offer: "5"})
    return draft, typist.review(draft)


def _send(typist: Typist, draft: OrderDraft, body: dict[str, str]) -> Any:
    return typist.client.post(typist.url("subscriptions:draft-review", draft), body, follow=True)


def _nothing_lost(typist: Typist, draft: OrderDraft) -> None:
    assert not Order.objects.exists()
    assert not Tenant.objects.filter(domain="areum.example").exists()
    assert 'value="5"' in _text(typist.get("subscriptions:draft-review", draft))


def _row(text: str, label: str) -> str:
    found = re.search(rf"<dt>{re.escape(label)}</dt><dd>(.*?)</dd>", text)
    return found[1] if found else ""


def test_an_offer_is_withdrawn(typist: Typist, offer: Offer) -> None:
    draft, body = _ready(typist, offer)
    Offer.objects.update(withdrawn_at=timezone.now())
    text = _text(_send(typist, draft, body))
    assert '<p class="pc-error">Premium is not sold any more.' in text
    assert "Premium is not sold any more." in _text(_send(typist, draft, typist.review(draft)))
    _nothing_lost(typist, draft)


def test_a_price_changes(typist: Typist, offer: Offer) -> None:
    """The person agrees to what the page showed."""
    draft, body = _ready(typist, offer)
    offer.prices.update(amount=99)
    text = _text(_send(typist, draft, body))
    assert "Something changed since this page was shown" in text
    assert "₩495" in text
    _nothing_lost(typist, draft)


@pytest.mark.rule("D11", "D8")
def test_the_partnership_ends(typist: Typist, offer: Offer) -> None:
    draft, body = _ready(typist, offer)
    typist.world.partnership.__class__.objects.filter(pk=typist.world.partnership.pk).update(
        status=PartnershipStatus.REMOVED,
        removed_at=timezone.now(),
        removed_by=typist.world.admin,
        removal_reason=RemovalReason.AGREED,
    )
    for _ in range(2):
        text = _text(_send(typist, draft, body))
        assert "are not partners any more" in _row(text, "Indirect reseller")
    _nothing_lost(typist, draft)
    details = _text(typist.get("subscriptions:draft-details", draft))
    assert "(partnership ended)" in details
    assert "are not partners any more" in details


@pytest.mark.situation("C-070")
def test_the_domain_is_taken(typist: Typist, offer: Offer) -> None:
    """Beside the domain; by whom, nobody learns."""
    draft, body = _ready(typist, offer)
    make.TenantFactory(customer=True, name="Some other company", domain="areum.example")
    text = _text(_send(typist, draft, body))
    assert "pc-error" in _row(text, "Domain")
    assert "There is a problem" in text
    assert "Some other company" not in text
    assert not Order.objects.exists()
    assert OrderDraft.objects.get(pk=draft.pk).data["lines"] == [[offer.public_id, "5"]]


def test_the_admins_name_is_taken(typist: Typist, offer: Offer) -> None:
    draft, body = _ready(typist, offer)
    make.UserFactory(email="admin@areum.example")
    assert "There is a problem" in _text(_send(typist, draft, body))
    _nothing_lost(typist, draft)
