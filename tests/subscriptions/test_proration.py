"""What falls due in a month: examples by hand, and properties against a sum over single days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subscriptions.models import SeatChange
from subscriptions.money import digits
from subscriptions.proration import Change, Line, month_of, next_month, prorate, to_minor
from subscriptions.states import BillingCycle, SeatChangeKind, Term
from subscriptions.terms import CYCLE_MONTHS, last_day, next_start, nth_start

pytestmark = pytest.mark.rule("S001-15")
MONTHLY, ANNUAL, ONE_TIME = BillingCycle.MONTHLY, BillingCycle.ANNUAL, BillingCycle.ONE_TIME


def day(text: str) -> date:
    return date.fromisoformat(text)


def change(
    on: str, delta: int, price: str = "10", term: str = "2026-01-01", end: str = "2026-12-31"
) -> Change:
    return Change(day(on), delta, Decimal(price), day(term), day(end) if end else None)


def short(lines: list[Line]) -> list[tuple[int, int, int, str]]:
    return [(line.quantity, line.days, line.of_days, str(line.amount)) for line in lines]


# ------------------------------------------------------------------ by hand
def test_monthly_is_by_day_with_a_line_for_each_number_of_seats() -> None:
    ledger = [
        change(on, delta, term="2026-01-11", end="2027-01-10")
        for on, delta in (("2026-01-11", 10), ("2026-01-21", 5), ("2026-01-21", -2))
    ]
    assert short(prorate(MONTHLY, "USD", day("2026-01-11"), ledger, day("2026-01-01"))) == [
        (10, 10, 31, "32.26"),
        (13, 11, 31, "46.13"),
    ]
    [february] = prorate(MONTHLY, "USD", day("2026-01-11"), ledger, day("2026-02-01"))
    assert (february.starts_on, february.ends_on, february.amount) == (
        day("2026-02-01"),
        day("2026-02-28"),
        130,
    )


def test_monthly_stops_with_the_term_and_with_cancelling() -> None:
    ended = [change("2026-01-11", 2, term="2026-01-11", end="2026-02-10")]
    assert short(prorate(MONTHLY, "USD", day("2026-01-11"), ended, day("2026-02-01"))) == [
        (2, 10, 28, "7.14")
    ]
    assert prorate(MONTHLY, "USD", day("2026-01-11"), ended, day("2026-03-01")) == []
    cancelled = [change("2026-01-01", 2), change("2026-01-05", -2)]
    assert short(prorate(MONTHLY, "KRW", day("2026-01-01"), cancelled, day("2026-01-01"))) == [
        (2, 4, 31, "3")
    ]


def test_annual_is_due_on_the_first_day_and_changes_count_for_the_rest() -> None:
    anchor = day("2026-01-01")
    ledger = [
        change("2026-01-01", 10, "100"),
        change("2026-03-01", 2, "100"),
        change("2026-03-05", -1, "100"),
    ]
    assert short(prorate(ANNUAL, "USD", anchor, ledger, anchor)) == [(10, 365, 365, "1000.00")]
    assert prorate(ANNUAL, "USD", anchor, ledger, day("2026-02-01")) == []
    assert short(prorate(ANNUAL, "USD", anchor, ledger, day("2026-03-01"))) == [
        (2, 306, 365, "167.67"),
        (-1, 302, 365, "-82.74"),
    ]


def test_annual_cancelled_is_credited_by_day_also_in_the_next_month() -> None:
    anchor = day("2026-01-29")
    ledger = [
        change("2026-01-29", 10, "100", "2026-01-29", "2027-01-28"),
        change("2026-02-03", -10, "100", "2026-01-29", "2027-01-28"),
    ]
    assert short(prorate(ANNUAL, "USD", anchor, ledger, day("2026-01-01"))) == [(10, 365, 365, "1000.00")]
    assert short(prorate(ANNUAL, "USD", anchor, ledger, day("2026-02-01"))) == [(-10, 360, 365, "-986.30")]


def test_three_years_paid_every_year_falls_due_three_times_with_the_seats_of_the_day() -> None:
    anchor = day("2024-02-29")
    term = {"price": "100", "term": "2024-02-29", "end": "2027-02-27"}
    ledger = [change("2024-02-29", 1, **term), change("2025-02-27", 1, **term)]
    due = {
        month: short(prorate(ANNUAL, "USD", anchor, ledger, day(month)))
        for month in ("2024-02-01", "2025-02-01", "2026-02-01", "2027-02-01")
    }
    assert due == {
        "2024-02-01": [(1, 365, 365, "100.00")],
        "2025-02-01": [(1, 1, 365, "0.27"), (2, 365, 365, "200.00")],
        "2026-02-01": [(2, 365, 365, "200.00")],
        "2027-02-01": [],
    }


def test_a_renewal_has_its_price_from_the_first_day_of_its_term() -> None:
    ledger = [
        change("2026-01-16", 3, "31", "2026-01-16", "2026-02-15"),
        change("2026-02-16", 0, "62", "2026-02-16", "2026-03-15"),
    ]
    assert short(prorate(MONTHLY, "USD", day("2026-01-16"), ledger, day("2026-02-01"))) == [
        (3, 15, 28, "49.82"),
        (3, 13, 28, "86.36"),
    ]
    same = [ledger[0], change("2026-02-16", 0, "31", "2026-02-16", "2026-03-15")]
    assert short(prorate(MONTHLY, "USD", day("2026-01-16"), same, day("2026-02-01"))) == [
        (3, 28, 28, "93.00")
    ]


def test_one_time_is_due_in_the_month_of_purchase_and_credited_in_full() -> None:
    bought = change("2026-01-20", 2, "99.99", "2026-01-20", "")
    back = change("2026-02-05", -2, "99.99", "2026-01-20", "")
    months = [day("2026-01-01"), day("2026-02-01"), day("2026-03-01")]
    due = [short(prorate(ONE_TIME, "USD", months[0], [bought, back], month)) for month in months]
    assert due == [[(2, 1, 1, "199.98")], [(-2, 1, 1, "-199.98")], []]


def test_use_is_metered_elsewhere_and_has_no_line() -> None:
    used = [change("2026-01-20", 1, "5", "2026-01-20", "")]
    assert prorate(BillingCycle.NONE, "USD", day("2026-01-20"), used, day("2026-01-01")) == []


# ------------------------------------------------------------------ properties
CURRENCIES = st.sampled_from(["USD", "KRW", "EUR", "JPY"])
PRICES = st.decimals(min_value=0, max_value=99_999, places=2)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, date, list[Change]]:
    """A cycle, an anchor, and a history: bought, seats up and down, renewed up to twice, perhaps cancelled."""
    term, cycle = draw(
        st.sampled_from(
            [
                (Term.MONTH, MONTHLY),
                (Term.YEAR, MONTHLY),
                (Term.YEAR, ANNUAL),
                (Term.THREE_YEARS, ANNUAL),
                (Term.THREE_YEARS, BillingCycle.TRIENNIAL),
            ]
        )
    )
    anchor = draw(st.dates(date(2023, 1, 1), date(2025, 12, 31)))
    starts_on, seats, found = anchor, 0, []
    for _number in range(draw(st.integers(1, 3))):
        price, end = draw(PRICES), last_day(anchor, starts_on, term)
        assert end is not None
        days = draw(st.lists(st.integers(0, (end - starts_on).days), max_size=4).map(sorted))
        first = draw(st.integers(1, 50)) if starts_on == anchor else 0
        for offset in (0, *days):
            delta = draw(st.integers(-seats, 20)) if found else first
            found.append(Change(starts_on + timedelta(offset), delta, price, starts_on, end))
            seats += delta
        if not seats:
            break
        following = next_start(anchor, starts_on, term)
        assert following is not None
        starts_on = following
        if _number < 2:
            found.append(Change(starts_on, 0, draw(PRICES), starts_on, last_day(anchor, starts_on, term)))
    return cycle, anchor, found


def _months(ledger: list[Change]) -> list[date]:
    month, found = month_of(min(one.on for one in ledger)), []
    last = max(one.term_ends_on for one in ledger if one.term_ends_on)
    while month <= last:
        found.append(month)
        month = next_month(month)
    return found


def _seats(ledger: list[Change], on: date, known: date) -> int:
    return sum(one.delta for one in ledger if one.on <= min(on, known))


def _price(ledger: list[Change], on: date) -> Decimal | None:
    """Of the term in which the day is."""
    found = [one for one in ledger if one.term_starts_on <= on <= (one.term_ends_on or on)]
    return found[0].unit_price if found else None


@settings(max_examples=40, deadline=None)
@given(ledgers(), CURRENCIES)
def test_a_month_billed_monthly_is_the_sum_of_its_days(
    case: tuple[str, date, list[Change]], code: str
) -> None:
    _cycle, anchor, ledger = case
    for month in _months(ledger)[:14]:
        of_days = (next_month(month) - month).days
        days = [month + timedelta(n) for n in range(of_days)]
        whole = sum(
            (Fraction(_price(ledger, on) or 0) * _seats(ledger, on, on) / of_days for on in days), Fraction(0)
        )
        lines = prorate(MONTHLY, code, anchor, ledger, month)
        assert sum(line.amount for line in lines) == to_minor(whole, code)
        assert all(line.amount >= 0 and line.quantity > 0 for line in lines)
        assert sum(line.days for line in lines) <= of_days


@settings(max_examples=40, deadline=None)
@given(ledgers(), CURRENCIES)
def test_a_period_paid_in_advance_adds_up_over_its_months(
    case: tuple[str, date, list[Change]], code: str
) -> None:
    """After every month: all that was billed of the period is what its days cost as they are known then."""
    cycle, anchor, ledger = case
    if cycle == MONTHLY:
        return
    billed: dict[date, Decimal] = {}
    for month in _months(ledger):
        known, touched = next_month(month) - timedelta(1), set()
        for line in prorate(cycle, code, anchor, ledger, month):
            assert line.ends_on
            touched.add(line.ends_on)
            billed[line.ends_on] = billed.get(line.ends_on, Decimal(0)) + line.amount
        for ends_on in touched:
            assert billed[ends_on] >= 0
            assert billed[ends_on] == _cost(cycle, anchor, ledger, ends_on, known, code)


def _cost(cycle: str, anchor: date, ledger: list[Change], ends_on: date, known: date, code: str) -> Decimal:
    """Of the billing period that ends on this day, day by day."""
    count = 0
    while nth_start(anchor, count + CYCLE_MONTHS[cycle]) <= ends_on:
        count += CYCLE_MONTHS[cycle]
    starts_on = nth_start(anchor, count)
    days = [starts_on + timedelta(n) for n in range((ends_on - starts_on).days + 1)]
    price = Fraction(_price(ledger, starts_on) or 0)
    return to_minor(price * sum(_seats(ledger, on, known) for on in days) / len(days), code)


@settings(max_examples=40, deadline=None)
@given(ledgers(), CURRENCIES, st.data())
def test_cutting_the_changes_of_a_month_changes_no_sum(
    case: tuple[str, date, list[Change]], code: str, data: st.DataObject
) -> None:
    """One change in two pieces, and the other way round on the day, costs the same."""
    cycle, anchor, ledger = case
    index = data.draw(st.integers(0, len(ledger) - 1))
    one, part = ledger[index], data.draw(st.integers(-30, 30))
    pieces = [
        Change(one.on, delta, one.unit_price, one.term_starts_on, one.term_ends_on)
        for delta in (part, one.delta - part)
    ]
    cut = [*ledger[:index], *data.draw(st.permutations(pieces)), *ledger[index + 1 :]]
    for month in _months(ledger):
        assert prorate(cycle, code, anchor, cut, month) == prorate(cycle, code, anchor, ledger, month)


@settings(max_examples=40, deadline=None)
@given(ledgers(), CURRENCIES)
def test_amounts_are_whole_minor_units(case: tuple[str, date, list[Change]], code: str) -> None:
    cycle, anchor, ledger = case
    for month in _months(ledger):
        for line in prorate(cycle, code, anchor, ledger, month):
            assert line.amount.as_tuple().exponent == -digits(code)
            assert line.starts_on <= (line.ends_on or line.starts_on)
            assert line.days <= line.of_days


def test_a_renewal_that_was_run_late_counts_from_the_first_day_of_its_term() -> None:
    late = datetime(2026, 2, 18, 1, tzinfo=UTC)
    row = SeatChange(kind=SeatChangeKind.RENEWAL, at=late, delta=0, term_starts_on=day("2026-02-16"))
    assert Change.of(row).on == day("2026-02-16")
    row.kind = SeatChangeKind.INCREASE
    assert Change.of(row).on == day("2026-02-18")
