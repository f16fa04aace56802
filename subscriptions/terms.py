"""Terms and windows in calendar days, UTC. Pure functions; the sweeps say the same in SQL.

A term begins on a day, ends on a day (both included), and the next one begins the day after, at 00:00 UTC. Terms
are counted in months from the `anchor`, the first day of the first one: bought on the 31st, a month ends on the
last day there is, and the 31st comes back where there is one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from subscriptions.states import TERM_MONTHS, BillingCycle, OfferKind, Term

RETURN_WINDOW = timedelta(days=7)  # reference 3.6, 3.7: seats go back, subscriptions are cancelled
SOFTWARE_WINDOW = timedelta(days=30)  # reference 3.7: perpetual software


def midnight(day: date) -> datetime:
    """00:00 UTC of the day."""
    return datetime.combine(day, time.min, UTC)


def months_between(anchor: date, day: date) -> int:
    """Whole months from the anchor's month to the day's."""
    return (day.year - anchor.year) * 12 + day.month - anchor.month


def nth_start(anchor: date, months: int) -> date:
    """The day `months` after the anchor; where the month is too short, its last one."""
    return anchor + relativedelta(months=months)


def next_start(anchor: date, starts_on: date, term: str) -> date | None:
    """The first day of the term after the one that began on `starts_on`; None without a term."""
    months = TERM_MONTHS[term]
    return nth_start(anchor, months_between(anchor, starts_on) + months) if months else None


def last_day(anchor: date, starts_on: date, term: str) -> date | None:
    """The last day of the term that began on `starts_on`; None without a term."""
    following = next_start(anchor, starts_on, term)
    return following - timedelta(days=1) if following else None


def return_window(kind: str, term: str) -> timedelta:
    """For how long what was bought can be given back."""
    forever = kind == OfferKind.SOFTWARE and term == Term.NONE
    return SOFTWARE_WINDOW if forever else RETURN_WINDOW


CYCLE_MONTHS: dict[str, int] = {
    BillingCycle.MONTHLY: 1,
    BillingCycle.ANNUAL: 12,
    BillingCycle.TRIENNIAL: 36,
}
