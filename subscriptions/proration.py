"""What a subscription costs in one calendar month, from its ledger. Pure; days are UTC days, amounts are exact.

A day is billed with the seats there are at its end: what comes on a day is billed from that day on, what goes is not
billed from that day on, and what comes and goes on one day costs nothing. Suspended days count (reference 3.7); days
outside a term do not (expired, disabled, deleted), nor does use, which is metered elsewhere and is on no statement.

- Monthly: price × seats × days ÷ days of the calendar month; a line for each stretch with one number of seats and
  one price. Cancelled, it stops.
- Annual, every 3 years: the whole billing period falls due on its first day. Seats that come later are billed for the
  rest of it by day, seats that go are credited for the rest of it by day; cancelled, all of them are.
- One-time: in full on the day of purchase; given back (perpetual software, 30 days), credited in full.
- A renewal counts from the first day of its term, whenever it was run, with its price.

Rounding: the sum is rounded, never the parts. Each line is the rounded sum so far less the rounded sum before it, so
the lines of a month (monthly) or of a billing period over all its months (prepaid) add up to the whole to the minor
unit, however the changes are cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from subscriptions.models import SeatChange, Subscription
from subscriptions.money import digits
from subscriptions.states import BillingCycle, SeatChangeKind
from subscriptions.terms import CYCLE_MONTHS, months_between, nth_start

ONE_DAY = timedelta(days=1)
_OPEN = date.max


@dataclass(frozen=True)
class Change:
    """From `on`, a day, there are `delta` seats more or fewer; what a seat costs in the term they belong to."""

    on: date
    delta: int
    unit_price: Decimal
    term_starts_on: date
    term_ends_on: date | None

    @classmethod
    def of(cls, row: SeatChange) -> Change:
        on = row.term_starts_on if row.kind == SeatChangeKind.RENEWAL else row.at.astimezone(UTC).date()
        return cls(on, row.delta, row.unit_price, row.term_starts_on, row.term_ends_on)


@dataclass(frozen=True)
class Line:
    """`quantity` seats for `days` of `of_days`, at `unit_price` for the whole of them; negative: given back."""

    starts_on: date
    ends_on: date | None
    quantity: int
    days: int
    of_days: int
    unit_price: Decimal
    amount: Decimal = Decimal(0)

    @property
    def exact(self) -> Fraction:
        return Fraction(self.unit_price) * self.quantity * Fraction(self.days, self.of_days)


@dataclass(frozen=True)
class _Term:
    starts_on: date
    ends_on: date
    unit_price: Decimal


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month + relativedelta(months=1)


def lines_of(subscription: Subscription, ledger: Iterable[SeatChange], month: date) -> list[Line]:
    """What falls due in the month that begins on this day. `ledger` in the order in which it was written."""
    changes = [Change.of(row) for row in ledger]
    return prorate(subscription.billing_cycle, subscription.currency, subscription.anchor_on, changes, month)


def prorate(cycle: str, currency: str, anchor: date, changes: Sequence[Change], month: date) -> list[Line]:
    """`changes` in the order in which they were written; `anchor` is the first day of the first term."""
    terms, last = _terms(changes), next_month(month) - ONE_DAY
    if cycle == BillingCycle.MONTHLY:
        return _round(_stretches(terms, changes, month, last), currency)
    found: list[Line] = []
    for starts_on, ends_on, unit_price in _periods(cycle, terms, anchor, month, last):
        lines = _prepaid(starts_on, ends_on, unit_price, changes, last)
        found += [line for line in _round(lines, currency) if line.starts_on >= month]
    return found


def _terms(changes: Iterable[Change]) -> list[_Term]:
    """In their order; what was written first about a term says its price."""
    found: dict[date, _Term] = {}
    for one in changes:
        term = _Term(one.term_starts_on, one.term_ends_on or _OPEN, one.unit_price)
        found.setdefault(one.term_starts_on, term)
    return [found[day] for day in sorted(found)]


def _seats(changes: Iterable[Change], day: date) -> int:
    """At the end of the day."""
    return sum(one.delta for one in changes if one.on <= day)


def _deltas(changes: Iterable[Change], after: date, until: date) -> list[tuple[date, int]]:
    """Day by day, the days that change something."""
    found: dict[date, int] = {}
    for one in changes:
        if after < one.on <= until:
            found[one.on] = found.get(one.on, 0) + one.delta
    return [(day, found[day]) for day in sorted(found) if found[day]]


# ------------------------------------------------------------------ monthly
def _stretches(terms: Iterable[_Term], changes: Sequence[Change], first: date, last: date) -> list[Line]:
    """The days of the month in a term, cut where the number of seats or the price changes."""
    of_days, found = last.day, list[Line]()
    for term in terms:
        start, end = max(term.starts_on, first), min(term.ends_on, last)
        if start > end:
            continue
        cuts = [start, *(day for day, _delta in _deltas(changes, start, end)), end + ONE_DAY]
        for begins, following in pairwise(cuts):
            days, quantity = (following - begins).days, _seats(changes, begins)
            line = Line(begins, following - ONE_DAY, quantity, days, of_days, term.unit_price)
            if quantity:
                _append(found, line)
    return found


def _append(lines: list[Line], line: Line) -> None:
    """A term that goes on as the one before did is no new line."""
    before = lines[-1] if lines else None
    if (
        before
        and before.ends_on
        and before.ends_on + ONE_DAY == line.starts_on
        and (before.quantity, before.unit_price) == (line.quantity, line.unit_price)
    ):
        lines[-1] = replace(before, ends_on=line.ends_on, days=before.days + line.days)
    else:
        lines.append(line)


# ------------------------------------------------------------------ in advance
def _periods(
    cycle: str, terms: Iterable[_Term], anchor: date, first: date, last: date
) -> Iterator[tuple[date, date | None, Decimal]]:
    """The billing periods that share a day with the month, counted from the anchor as terms are; none of use."""
    if cycle == BillingCycle.ONE_TIME:
        yield from ((term.starts_on, None, term.unit_price) for term in terms if term.starts_on <= last)
    months = CYCLE_MONTHS.get(cycle, 0)
    for term in terms if months else ():
        count, start = months_between(anchor, term.starts_on), term.starts_on
        while start <= min(term.ends_on, last):
            count += months
            following = nth_start(anchor, count)
            end = min(following - ONE_DAY, term.ends_on)
            if end >= first:
                yield start, end, term.unit_price
            start = following


def _prepaid(
    starts_on: date, ends_on: date | None, unit_price: Decimal, changes: Sequence[Change], last: date
) -> list[Line]:
    """The whole period on its first day, then what comes and goes, for the rest. Without an end each counts in full."""
    of_days = (ends_on - starts_on).days + 1 if ends_on else 1
    until = min(last, ends_on or last)
    steps = [(starts_on, _seats(changes, starts_on)), *_deltas(changes, starts_on, until)]
    return [
        Line(day, ends_on, count, (ends_on - day).days + 1 if ends_on else 1, of_days, unit_price)
        for day, count in steps
        if count
    ]


# ------------------------------------------------------------------ rounding
def _round(lines: Iterable[Line], currency: str) -> list[Line]:
    """Each with the rounded sum up to it less the rounded sum before it."""
    exact, before, found = Fraction(0), Decimal(0), list[Line]()
    for line in lines:
        exact += line.exact
        upto = to_minor(exact, currency)
        found.append(replace(line, amount=upto - before))
        before = upto
    return found


def to_minor(amount: Fraction, currency: str) -> Decimal:
    """To the currency's minor unit, halves up."""
    places = digits(currency)
    return Decimal((amount * 10**places + Fraction(1, 2)).__floor__()).scaleb(-places)
