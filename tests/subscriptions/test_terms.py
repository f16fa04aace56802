"""Terms by day, for every day there is: month ends, leap days, and the same in SQL whatever the session's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from subscriptions.renewal_sql import nth_next_start
from subscriptions.states import TERM_MONTHS, Term
from subscriptions.terms import last_day, midnight, months_between, next_start, nth_start

DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
TERMS = st.sampled_from([term for term in Term if TERM_MONTHS[term]])
NUMBERS = st.integers(0, 120)
ZONES = ("UTC", "Asia/Seoul", "America/Los_Angeles", "Pacific/Kiritimati", "Europe/Berlin")
STATEMENT = f"""
SELECT {nth_next_start(1)}, {nth_next_start(2)}, extract(epoch FROM {nth_next_start(1)}::timestamp AT TIME ZONE 'UTC')
FROM unnest(%s::date[], %s::date[], %s::text[]) AS t(anchor_on, term_starts_on, term)
"""


def starts(anchor: date, term: str, number: int) -> date:
    """The first day of the term with this number, one after the other."""
    day = anchor
    for _each in range(number):
        following = next_start(anchor, day, term)
        assert following
        day = following
    return day


@given(DATES, TERMS, NUMBERS)
@example(date(2024, 2, 29), Term.YEAR, 4)
@example(date(2026, 1, 31), Term.MONTH, 13)
@settings(max_examples=200, deadline=None)
def test_terms_follow_one_another(anchor: date, term: str, number: int) -> None:
    """Without a gap and without a day in two of them; never more than a day off in a month that is long enough."""
    start = starts(anchor, term, number)
    last, following = last_day(anchor, start, term), next_start(anchor, start, term)
    assert last is not None
    assert following is not None
    assert last + timedelta(days=1) == following
    assert start <= last
    assert start == nth_start(anchor, number * TERM_MONTHS[term])
    assert months_between(anchor, start) == number * TERM_MONTHS[term]
    in_month = (nth_start(start.replace(day=1), 1) - timedelta(days=1)).day
    assert start.day == min(anchor.day, in_month)


@given(DATES, TERMS)
@settings(max_examples=100, deadline=None)
def test_a_term_is_as_long_as_it_says(anchor: date, term: str) -> None:
    following = next_start(anchor, anchor, term)
    assert following is not None
    months = TERM_MONTHS[term]
    assert 28 * months <= (following - anchor).days <= 31 * months


def test_days_that_people_ask_about() -> None:
    """Bought on the 31st, on a leap day: the day comes back where there is one."""
    ends = [
        str(last_day(date(2026, 1, 31), starts(date(2026, 1, 31), Term.MONTH, n), Term.MONTH))
        for n in range(4)
    ]
    assert ends == ["2026-02-27", "2026-03-30", "2026-04-29", "2026-05-30"]
    leap = [str(starts(date(2024, 2, 29), Term.YEAR, n)) for n in range(5)]
    assert leap == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    assert next_start(date(2026, 1, 1), date(2026, 1, 1), Term.NONE) is None
    assert last_day(date(2026, 1, 1), date(2026, 1, 1), Term.NONE) is None


@given(DATES)
@settings(max_examples=50, deadline=None)
def test_midnight_is_utc(day: date) -> None:
    assert midnight(day) == datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.mark.situation("C-114")
@pytest.mark.usefixtures("db")
@given(st.lists(st.tuples(DATES, TERMS, st.integers(0, 60)), min_size=1, max_size=50), st.sampled_from(ZONES))
@example([(date(2024, 2, 29), Term.YEAR, 3), (date(2026, 1, 31), Term.MONTH, 12)], "Asia/Seoul")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_sweep_counts_the_same(cases: list[tuple[date, str, int]], zone: str) -> None:
    """The database agrees with subscriptions.terms on every day, in whatever zone its session is."""
    rows = [(anchor, starts(anchor, term, number), term) for anchor, term, number in cases]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        cursor.execute(STATEMENT, [list(column) for column in zip(*rows, strict=True)])
        found = cursor.fetchall()
        cursor.execute("SELECT set_config('TimeZone', 'UTC', true)")
    for (anchor, start, term), (first, second, instant) in zip(rows, found, strict=True):
        following = next_start(anchor, start, term)
        assert following is not None
        assert (first, second) == (following, next_start(anchor, following, term))
        assert instant == midnight(following).timestamp()
