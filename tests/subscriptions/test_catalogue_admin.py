"""Operators keep the catalogue: products, offers with prices and regions, withdrawn and sold again, from a file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Region
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from subscriptions.actions.catalogue import save_offer
from subscriptions.actions.catalogue_import import import_offers
from subscriptions.facts import OfferFacts
from subscriptions.models import Offer, Product
from tests import factories as make
from tests.operators import REASON, auditor_client, begin, last_event, operate, operator_client, staff, url
from tests.subscriptions.offers_file import GOOD, HEADS, content, offers_file
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")

FORM: dict[str, Any] = {
    "code": "BK-1",
    "name": "Backup",
    "kind": "licence",
    "category": "enterprise",
    "term": "P1Y",
    "billing_cycle": "monthly",
    "minimum": "1",
    "maximum": "300",
    "prices": "KRW 12000\nEUR 9.50",
}


def europe() -> Region:
    return Region.objects.get(name="Europe")


def form(**more: Any) -> dict[str, Any]:
    return {**FORM, "product": make.ProductFactory().pk, "regions": [europe().pk], **more}


def prices(offer: Offer) -> dict[str, Decimal]:
    return dict(offer.prices.values_list("currency", "amount"))


def test_a_new_offer_with_its_prices_and_regions() -> None:
    answer = begin(operator_client(), "subscriptions.offer", "new", **form())
    offer = Offer.objects.get()
    assert answer.url == url("subscriptions.offer", "change", offer.pk)
    assert prices(offer) == {"KRW": Decimal(12000), "EUR": Decimal("9.50")}
    assert list(offer.regions.all()) == [europe()]
    event = last_event("offer.saved")
    assert (event.actor_kind, event.reason) == ("operator", REASON)
    assert event.changes["prices"] == [None, {"EUR": "9.50", "KRW": "12000.00"}]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"term": "none"}, "does not go with"),
        ({"kind": "usage"}, "does not go with"),
        ({"resource": "reservations"}, "reservations only"),
        ({"minimum": "10", "maximum": "5"}, "no more at least than at most"),
        ({"prices": "KRW 12000.50"}, "more decimals than the currency"),
        ({"prices": "XQZ 1"}, "is no currency"),
        ({"prices": "twelve"}, "write a currency and an amount"),
        ({"prices": "KRW 1\nKRW 2"}, "is there twice"),
    ],
)
def test_what_no_offer_may_be(wrong: dict[str, str], words: str) -> None:
    answer = begin(operator_client(), "subscriptions.offer", "new", **form(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Offer.objects.exists()


def test_prices_change_and_the_log_says_from_what() -> None:
    client = operator_client()
    begin(client, "subscriptions.offer", "new", **form())
    offer = Offer.objects.get()
    operate(client, offer, "facts", **form(product=offer.product_id, prices="EUR 11"))
    assert prices(offer) == {"EUR": Decimal(11)}
    changes = last_event("offer.saved").changes
    assert changes == {"prices": [{"EUR": "9.50", "KRW": "12000.00"}, {"EUR": "11.00"}]}


def test_what_was_ordered_keeps_its_kind_and_term(contoso: World) -> None:
    row = contoso.order.lines.get().offer
    body = form(product=row.product_id, code=row.code, term="P1M", name="Another name")
    answer = operate(operator_client(), row, "facts", **body)
    assert "was ordered already" in answer.content.decode()
    assert operate(operator_client(), row, "facts", **{**body, "term": "P1Y"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.term) == ("Another name", "P1Y")


def test_an_id_and_a_name_are_given_once() -> None:
    client = operator_client()
    begin(client, "subscriptions.offer", "new", **form())
    assert "an offer of this ID" in begin(client, "subscriptions.offer", "new", **form()).content.decode()
    body = {"name": Product.objects.first().name, "publisher": "partner", "publisher_name": "Relecloud"}
    assert "of this name" in begin(client, "subscriptions.product", "new", **body).content.decode()


def test_withdrawn_and_sold_again() -> None:
    client, offer = operator_client(), make.OfferFactory()
    assert operate(client, offer, "withdraw").status_code == 302
    offer.refresh_from_db()
    assert not offer.is_sold
    assert last_event("offer.withdrawn").reason == REASON
    assert operate(client, offer, "withdraw").status_code == 422
    operate(client, offer, "restore")
    offer.refresh_from_db()
    assert offer.is_sold


def test_auditors_only_look() -> None:
    client = auditor_client()
    assert client.get(url("subscriptions.offer", "operations", "import")).status_code == 403
    assert client.get(url("subscriptions.offer", "changelist")).status_code == 200


class TestImport:
    def _send(self, *lines: str, **more: str) -> Any:
        body = {"file": offers_file(*lines), **more}
        return begin(operator_client(), "subscriptions.offer", "import", **body)

    def test_a_dry_run_says_what_it_would_do_and_does_nothing(self) -> None:
        html = self._send(dry_run="on").content.decode()
        assert "3 new offers, 0 known ones" in html
        assert not Offer.objects.exists()
        assert not Product.objects.exists()

    def test_everything_is_there_afterwards(self) -> None:
        assert self._send().status_code == 302
        assert Product.objects.count() == 2
        backup, archive, reserved = Offer.objects.order_by("code")
        assert backup.regions.count() == Region.objects.count()
        assert prices(archive) == {"EUR": Decimal(114)}
        assert (archive.once_per_customer, archive.minimum, archive.name) == (True, 5, "Backup, ten years")
        assert reserved.resource == "reservations"

    def test_again_it_changes_what_is_known(self) -> None:
        self._send()
        self._send(GOOD[0].replace("12000", "13000"), GOOD[2])
        assert prices(Offer.objects.get(code="BK-1"))["KRW"] == 13000
        assert Offer.objects.count() == 3

    def test_every_fault_by_its_line_and_nothing_done(self) -> None:
        html = self._send(
            GOOD[0],
            GOOD[1].replace("annual", "weekly").replace("114", "a lot"),
            GOOD[2].replace("*", "Atlantis"),
            GOOD[0],
            GOOD[2].replace("RI-1", "RI-2").replace("reservation,", "software,"),
        ).content.decode()
        for words in (
            "Line 3: billing_cycle",
            "Line 3: EUR",
            "Line 4: regions",
            "Line 5: BK-1 is in line 2, too",
        ):
            assert words in html, words
        assert not Offer.objects.exists()

    def test_rules_speak_by_line_as_well(self) -> None:
        html = self._send(GOOD[0], GOOD[2].replace("reservation,", "software,")).content.decode()
        assert "Line 3: Customers themselves buy reservations only." in html
        assert not Product.objects.exists()

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (b"", "empty"),
            (b"PK\x03\x04 a spreadsheet", "line"),
            (content(heads="code,name"), "columns are missing"),
            (content(heads=f"{HEADS},colour"), "not known"),
            (HEADS.encode(), "offers"),
        ],
    )
    def test_what_is_no_file_of_offers(self, file: bytes, words: str) -> None:
        with pytest.raises(DomainError) as caught:
            import_offers(content=file, dry_run=False, by=OperatorActor(staff(), REASON))
        assert caught.value.field == "file"
        assert str(caught.value.message)

    def test_many_faults_are_counted(self) -> None:
        lines = [GOOD[0].replace("BK-1", f"BK-{n}").replace("licence", "?") for n in range(70)]
        html = self._send(*lines).content.decode()
        assert "And 20 more." in html


def test_an_operator_finds_what_happened_to_an_order(contoso: World) -> None:
    client, row = operator_client(), contoso.subscription
    found = client.get(url("subscriptions.order", "changelist"), {"q": contoso.customer.slug})
    assert contoso.order.public_id in found.content.decode()
    html = client.get(url("subscriptions.order", "change", contoso.order.pk)).content.decode()
    assert row.name in html
    assert reverse("admin:subscriptions_subscription_change", args=[row.pk]) in html
    html = client.get(url("subscriptions.subscription", "change", row.pk)).content.decode()
    assert "Purchase" in html
    assert contoso.reseller.mpn_id in html


def test_a_temporary_password_is_never_shown_there(contoso: World) -> None:
    row = contoso.setup
    html = operator_client().get(url("accounts.temporarypassword", "change", row.pk)).content.decode()
    assert "Not shown yet" in html
    assert row.user.password not in html


def test_actions_compare_before_they_write() -> None:
    by = OperatorActor(staff(), REASON)
    facts = OfferFacts("A", make.ProductFactory(), "A", "licence", "P1Y", "monthly")
    offer = save_offer(facts=facts, by=by)
    before = last_event("offer.saved").pk
    save_offer(facts=facts, by=by, offer=offer)
    assert last_event("offer.saved").pk == before
