"""Steps in every order: jumps, two tabs, double clicks, going back after the end, cancelling, other people's drafts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Tenant, User
from accounts.permissions import Role
from subscriptions.models import Offer, Order, OrderDraft
from subscriptions.states import DraftStatus
from tests import factories as make
from tests.client import PortalClient
from tests.subscriptions.typing_orders import CUSTOMER, Typist
from tests.world import World

STEPS = ("draft-details", "draft-subscriptions", "draft-review", "draft-cancel")


@pytest.fixture
def typist(contoso: World, client_for: Callable[[User], PortalClient]) -> Typist:
    return Typist(contoso, client_for(contoso.admin))


@pytest.fixture
def offer(db: None) -> Offer:
    return make.OfferFactory(name="Premium")


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.situation("C-101")
def test_a_jump_into_the_middle(typist: Typist, offer: Offer) -> None:
    """To the first step that is missing, whatever was asked for."""
    draft = typist.begin()
    review = typist.get("subscriptions:draft-review", draft)
    assert review["Location"] == typist.url("subscriptions:draft-subscriptions", draft)
    answer = typist.client.post(typist.url("subscriptions:draft-review", draft), {"action": "submit"})
    assert answer["Location"] == typist.url("subscriptions:draft-subscriptions", draft)
    draft.data = {}
    draft.save()
    for name in ("draft-subscriptions", "draft-review"):
        assert typist.get(f"subscriptions:{name}", draft)["Location"] == typist.url(
            "subscriptions:draft-details", draft
        )
    assert not Order.objects.exists()


def test_back_and_forth_loses_nothing(typist: Typist, offer: Offer) -> None:
    """Each step shows what was typed; Change returns straight to the review."""
    draft = typist.begin(billing_email="bills@areum.example")
    typist.choose(draft, {offer: "7"})
    page = typist.get("subscriptions:draft-details", draft)
    assert 'value="bills@areum.example"' in _text(page)
    assert 'value="7"' in _text(typist.get("subscriptions:draft-subscriptions", draft))
    change = typist.url("subscriptions:draft-details", draft) + "?back=review"
    assert change in _text(typist.get("subscriptions:draft-review", draft))
    answer = typist.client.post(change, CUSTOMER | {"name": "Another name"})
    assert answer["Location"] == typist.url("subscriptions:draft-review", draft)
    text = _text(typist.client.get(answer["Location"]))
    assert "Another name" in text
    assert 'Change<span class="visually-hidden"> Company name</span>' in text
    assert 'value="7"' in text


def test_a_details_form_that_is_refused_keeps_what_was_typed(typist: Typist) -> None:
    answer = typist.client.post(
        typist.url("subscriptions:new-customer"), CUSTOMER | {"email": f"me@{typist.world.provider.domain}"}
    )
    assert "Write an address of the customer&#x27;s own" in _text(answer)
    assert 'value="areum.example"' in _text(answer)
    assert not OrderDraft.objects.exists()


@pytest.mark.situation("C-102")
def test_two_tabs_are_two_drafts(typist: Typist, offer: Offer) -> None:
    first, second = typist.begin(), typist.begin(domain="second.example", name="Second")
    typist.choose(first, {offer: "1"})
    typist.choose(second, {offer: "2"})
    assert 'value="1"' in _text(typist.get("subscriptions:draft-review", first))
    typist.submit(second)
    typist.submit(first)
    assert sorted(Order.objects.values_list("customer__domain", "lines__quantity")) == [
        ("areum.example", 1),
        ("second.example", 2),
    ]


@pytest.mark.situation("C-021", "C-022", "C-100")
def test_submitted_twice_it_is_one_order(typist: Typist, offer: Offer) -> None:
    draft = typist.begin()
    typist.choose(draft, {offer: "1"})
    body = typist.review(draft)
    url = typist.url("subscriptions:draft-review", draft)
    typist.client.post(url, body)
    again = typist.client.post(url, body)
    order = Order.objects.get()
    assert "Already submitted" in _text(again)
    for step in STEPS:
        text = _text(typist.get(f"subscriptions:{step}", draft))
        assert "is already created" in text
        assert typist.url("subscriptions:order-confirmation", order) in text
    assert Tenant.objects.filter(domain="areum.example").count() == 1


def test_of_one_draft_in_two_tabs_what_is_shown_is_submitted(typist: Typist, offer: Offer) -> None:
    """The other tab changed it meanwhile: Submit shows it again first."""
    draft = typist.begin()
    typist.choose(draft, {offer: "5"})
    body = typist.review(draft)
    typist.choose(draft, {offer: "6"})
    answer = typist.client.post(typist.url("subscriptions:draft-review", draft), body)
    assert answer["Location"] == typist.url("subscriptions:draft-review", draft)
    assert not Order.objects.exists()
    typist.client.post(typist.url("subscriptions:draft-details", draft), CUSTOMER | {"name": "Renamed"})
    answer = typist.client.post(typist.url("subscriptions:draft-review", draft), body, follow=True)
    assert "Something changed since this page was shown" in _text(answer)
    assert not Order.objects.exists()
    assert typist.submit(draft).status_code == 303


@pytest.mark.rule("S000-48")
def test_the_review_changes_lines_in_place(typist: Typist, offer: Offer) -> None:
    other = make.OfferFactory(name="Other")
    draft = typist.begin()
    typist.choose(draft, {offer: "5", other: "2"})
    url = typist.url("subscriptions:draft-review", draft)
    body = typist.review(draft)
    typist.client.post(url, body | {f"seats-{offer.public_id}": "8", "action": "update"})
    text = _text(typist.client.get(url))
    assert 'value="8"' in text
    assert "₩120" in text  # (8 + 2) × 12
    changed = typist.client.post(url, typist.review(draft, **{f"seats-{offer.public_id}": "9"}), follow=True)
    assert "You changed quantities" in _text(changed)
    assert not Order.objects.exists()
    typist.client.post(url, {"action": f"remove-{other.public_id}"})
    assert "Other" not in _text(typist.client.get(url))
    typist.client.post(url, {"action": f"remove-{offer.public_id}"})
    assert typist.client.get(url)["Location"] == typist.url("subscriptions:draft-subscriptions", draft)


def test_a_line_that_is_removed_takes_no_quantity_with_it(typist: Typist, offer: Offer) -> None:
    """What was typed in the other lines stays; what is no quantity leaves what was there."""
    other, third = make.OfferFactory(name="Other"), make.OfferFactory(name="Third")
    draft = typist.begin()
    typist.choose(draft, {offer: "5", other: "2", third: "4"})
    typed = {
        f"seats-{offer.public_id}": "8",
        f"seats-{other.public_id}": "x",
        f"seats-{third.public_id}": "?",
    }
    url, body = typist.url("subscriptions:draft-review", draft), typist.review(draft)
    typist.client.post(url, body | typed | {"action": f"remove-{other.public_id}"})
    draft.refresh_from_db()
    assert dict(draft.data["lines"]) == {offer.public_id: "8", third.public_id: "4"}


def test_submit_takes_the_statement(typist: Typist, offer: Offer) -> None:
    """Reference 3.6: the partner says as what it acts."""
    world = typist.world
    draft = typist.begin(reseller=world.reseller.public_id)
    typist.choose(draft, {offer: "5"})
    body = typist.review(draft)
    del body["attested"]
    answer = typist.client.post(typist.url("subscriptions:draft-review", draft), body)
    assert "Tick the box to submit the order" in _text(answer)
    assert f"acts as indirect provider, through {world.reseller.name}" in _text(answer)
    assert not Order.objects.exists()


@pytest.mark.rule("S000-50", "D7")
def test_cancel_asks_once_and_leaves_nothing(typist: Typist, offer: Offer) -> None:
    draft = typist.begin()
    typist.choose(draft, {offer: "5"})
    url = typist.url("subscriptions:draft-cancel", draft)
    assert url in _text(typist.get("subscriptions:draft-review", draft))
    assert "Neither the customer nor the order has been created" in _text(typist.client.get(url))
    draft.refresh_from_db()
    assert draft.status == DraftStatus.OPEN, "asking cancels nothing"
    answer = typist.client.post(url, follow=True)
    assert "Nothing was created and nothing was ordered" in _text(answer)
    draft.refresh_from_db()
    assert (draft.status, draft.data) == (DraftStatus.CANCELLED, {})
    assert not Tenant.objects.filter(domain="areum.example").exists()
    for step in STEPS:
        assert "This order was cancelled" in _text(typist.get(f"subscriptions:{step}", draft))
    typist.client.post(typist.url("subscriptions:draft-review", draft), {"action": "submit"})
    assert not Order.objects.exists()


@pytest.mark.situation("C-097")
def test_a_draft_is_gone_on_with(typist: Typist, offer: Offer) -> None:
    """From the start pages, after signing in again, too."""
    draft = typist.begin()
    for name in ("order-list", "new-customer"):
        text = _text(typist.get(f"subscriptions:{name}"))
        assert typist.url("subscriptions:draft-review", draft) in text
        assert CUSTOMER["name"] in text
    typist.client.logout()
    review = typist.url("subscriptions:draft-review", draft)
    assert "login" in typist.client.get(review)["Location"]
    typist.client.force_login(typist.world.admin)
    answer = typist.client.get(review, follow=True)
    assert "New subscription" in _text(answer)
    typist.choose(draft, {offer: "1"})
    typist.submit(draft)
    assert review not in _text(typist.get("subscriptions:order-list"))


@pytest.mark.situation("C-061")
def test_nobody_elses_draft(
    typist: Typist, offer: Offer, fabrikam: World, client_for: Callable[[User], PortalClient]
) -> None:
    """A colleague's is as little there as another organisation's."""
    draft = typist.begin()
    typist.choose(draft, {offer: "1"})
    colleague = Typist(typist.world, client_for(typist.world.people["provider"][Role.SALES_AGENT]))
    stranger = Typist(fabrikam, client_for(fabrikam.admin))
    for other in (colleague, stranger):
        for step in STEPS:
            url = other.url(f"subscriptions:{step}", draft)
            assert other.client.get(url).status_code == 404
            assert other.client.post(url, {"action": "submit", "attested": "on"}).status_code == 404
    assert not Order.objects.exists()
    assert OrderDraft.objects.get().status == DraftStatus.OPEN
