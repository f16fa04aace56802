"""What time does: every state to the next one, once; renewals by the day; what cannot renew becomes a task."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Tenant
from accounts.states import CustomerAgreement
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock, lifecycle
from subscriptions.models import Licence, Offer, OfferPrice, SeatChange, Subscription
from subscriptions.states import STAYS, Attention, SeatChangeKind, SubscriptionStatus
from subscriptions.terms import last_day, midnight, next_start, nth_start
from tests import factories as make
from tests.subscriptions.terms_cast import ended

_S = SubscriptionStatus
pytestmark = pytest.mark.usefixtures("db")


def again(row: Subscription) -> Subscription:
    return Subscription.objects.get(pk=row.pk)


def ledger(row: Subscription) -> list[SeatChange]:
    return list(SeatChange.objects.filter(subscription=row).order_by("at", "id"))


def events(row: Subscription) -> list[tuple[str, Any]]:
    rows = AuditEvent.objects.filter(target_type="subscriptions.subscription", target_id=row.pk)
    return list(rows.order_by("id").values_list("action", "changes"))


def test_an_active_one_renews() -> None:
    """Reference 3.7, 3.6: the next term, at today's price, with a new window; the ledger has one line more."""
    row = ended(unit_price=Decimal("11.00"))
    assert lifecycle.move_all_due() == 1
    after, now = again(row), clock.now()
    following = next_start(row.anchor_on, row.term_starts_on, row.term)
    assert following
    assert (after.status, after.auto_renew, after.attention) == (_S.ACTIVE, True, "")
    assert after.term_starts_on == following
    assert after.term_ends_on == last_day(row.anchor_on, following, row.term)
    assert after.moves_at == midnight(next_start(row.anchor_on, following, row.term))
    assert after.cancel_until == now + timedelta(days=7)
    assert after.unit_price == Decimal("12.00")
    bought, renewed = ledger(row)
    assert bought.returnable == 0  # what was bought before cannot go back beside what is renewed
    assert (renewed.kind, renewed.delta, renewed.quantity) == (SeatChangeKind.RENEWAL, 0, 10)
    assert (renewed.at, renewed.returnable, renewed.unit_price) == (midnight(following), 10, Decimal("12.00"))
    assert renewed.returnable_until == now + timedelta(days=7)
    assert events(row) == [
        (
            "subscription.renewed",
            {
                "term_ends_on": [str(row.term_ends_on), str(after.term_ends_on)],
                "unit_price": ["11.00", "12.00"],
            },
        )
    ]
    assert lifecycle.move_all_due() == 0


def test_without_renewal_it_expires_and_users_still_work() -> None:
    """Reference 3.7: expired for 30 days, not billed; then disabled, and nobody holds a licence any more."""
    row = ended(auto_renew=False)
    licence = make.LicenceFactory(subscription=row)
    assert lifecycle.move_all_due() == 1
    after = again(row)
    assert (after.status, after.assigned) == (_S.EXPIRED, 1)
    assert after.moves_at == row.moves_at + timedelta(days=30)
    assert Licence.objects.filter(pk=licence.pk).exists()
    end = ledger(row)[-1]
    assert (end.kind, end.at, end.delta, end.quantity) == (SeatChangeKind.END, row.moves_at, -10, 0)
    assert events(row) == [("subscription.expired", {"status": ["active", "expired"]})]
    Subscription.objects.filter(pk=row.pk).update(moves_at=clock.now())
    assert lifecycle.move_all_due() == 1
    assert (again(row).status, again(row).assigned) == (_S.DISABLED_90, 0)
    assert not Licence.objects.filter(pk=licence.pk).exists()
    assert len(ledger(row)) == 2


@pytest.mark.parametrize("state", [*STAYS, _S.SUSPENDED])
def test_each_stay_ends(state: str) -> None:
    """STAYS, and suspended at the end of the term: to the next state, for its days, and once."""
    row = ended(status=state, auto_renew=False)
    assert lifecycle.move_all_due() == 1
    after = again(row)
    assert after.status == (_S.DISABLED_30 if state == _S.SUSPENDED else STAYS[state][1])
    days = STAYS[after.status][0] if after.status in STAYS else None
    assert after.moves_at == (row.moves_at + timedelta(days=days) if days else None)
    assert events(row) == [(f"subscription.{after.status}", {"status": [state, after.status]})]
    assert len(ledger(row)) == (2 if state == _S.SUSPENDED else 1)
    assert lifecycle.move_all_due() == 0


def test_what_is_not_due_stays() -> None:
    running = make.SubscriptionFactory()
    forever = make.SubscriptionFactory(offer=make.OfferFactory(usage=True))
    assert lifecycle.move_all_due() == 0
    assert [again(row).version for row in (running, forever)] == [1, 1]


def test_each_missed_term_is_renewed_by_itself() -> None:
    """The portal stood still for three months: three lines, each at its own first day, and one window, from now."""
    row = ended(terms=3, offer=make.OfferFactory(term="P1M"))
    assert lifecycle.move_all_due() == 3
    after = again(row)
    assert after.moves_at
    assert after.moves_at > clock.now()
    lines = ledger(row)
    assert [line.at for line in lines] == [midnight(nth_start(row.anchor_on, n)) for n in range(4)]
    assert [line.returnable for line in lines] == [0, 0, 0, 10]


def _unsign(row: Subscription) -> None:
    other = make.TenantFactory(direct_bill=True)
    ResellerRelationship.objects.filter(pk=row.relationship_id).update(partner=other)
    Subscription.objects.filter(pk=row.pk).update(partner=other)


BROKEN = {
    Attention.NOT_AUTHORISED: lambda row: ResellerRelationship.objects.filter(pk=row.relationship_id).update(
        capacity=Capacity.RESELLER
    ),
    Attention.MPA_UNSIGNED: _unsign,
    Attention.NO_AGREEMENT: lambda row: ResellerRelationship.objects.filter(pk=row.relationship_id).update(
        customer_agreement=CustomerAgreement.MISSING
    ),
    Attention.OFFER_WITHDRAWN: lambda row: Offer.objects.filter(pk=row.offer_id).update(
        withdrawn_at=clock.now()
    ),
    Attention.NO_PRICE: lambda row: OfferPrice.objects.filter(offer=row.offer_id).update(currency="CHF"),
}


@pytest.mark.parametrize("why", Attention)
def test_what_cannot_renew_becomes_a_task(why: Attention) -> None:
    """Not a line in a log: it expires with the reason on it, until somebody has seen to it."""
    row = ended()
    BROKEN[why](row)
    assert Subscription.objects.with_why_not().get(pk=row.pk).why_not == why
    assert lifecycle.move_all_due() == 1
    after = again(row)
    assert (after.status, after.attention, after.auto_renew) == (_S.EXPIRED, why, False)
    changes = {"status": ["active", "expired"], "attention": ["", why]}
    assert events(row) == [("subscription.expired", changes)]
    assert ledger(row)[-1].kind == SeatChangeKind.END
    Subscription.objects.filter(pk=row.pk).update(moves_at=clock.now())
    lifecycle.move_all_due()
    assert again(row).attention == why


def test_an_offer_no_longer_sold_in_the_region_does_not_renew() -> None:
    row = ended()
    row.offer.regions.clear()
    lifecycle.move_all_due()
    assert again(row).attention == Attention.OFFER_WITHDRAWN


def test_a_partner_of_another_region_does_not_renew() -> None:
    """S004-21: the list of regions is data, and changes."""
    row = ended()
    Tenant.objects.filter(pk=row.partner_id).update(country=make.CountryFactory())
    lifecycle.move_all_due()
    assert again(row).attention == Attention.NOT_AUTHORISED


@pytest.mark.situation("C-027")
def test_the_database_tells_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A beat whose own clock runs ahead moves nothing."""
    row = make.SubscriptionFactory(starts_on=clock.now().date())
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2040, 1, 1, tzinfo=UTC))
    assert lifecycle.move_all_due() == 0
    assert again(row).version == 1
