"""Limits: fixed windows, one atomic statement, exact under parallel requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine

from partnercenter.core.models import RateWindow
from partnercenter.core.ratelimit import Limit, hit, until_free
from tests.threads import at_once

FIVE = Limit("try", 5, timedelta(minutes=5))
NOON = datetime(2026, 11, 20, 12, 1, tzinfo=UTC)


def test_up_to_the_limit_then_wait(db: None) -> None:
    with time_machine.travel(NOON, tick=False):
        assert [hit(FIVE, "kim@example.com") for _ in range(5)] == [0] * 5
        assert hit(FIVE, "kim@example.com") == 240, "seconds until the window ends at 12:05"


def test_what_is_full_is_known_without_counting(db: None) -> None:
    minute, hour = Limit("test-minute", 1, timedelta(minutes=1)), Limit("test-hour", 2, timedelta(hours=1))
    counters = [(minute, "kim"), (hour, "kim")]
    with time_machine.travel(NOON, tick=False):
        assert until_free(counters) == 0
        hit(minute, "kim")
        assert until_free(counters) == until_free(counters) == 60
        assert until_free([(minute, "lee"), (hour, "kim")]) == 0
        hit(hour, "kim", cost=2)
        assert until_free(counters) == 59 * 60, "the longest"


def test_a_new_window_begins_anew(db: None) -> None:
    with time_machine.travel(NOON, tick=False):
        assert [hit(FIVE, "kim") for _ in range(6)][-1]
    with time_machine.travel(NOON + timedelta(minutes=4), tick=False):
        assert hit(FIVE, "kim") == 0


def test_subjects_and_names_count_apart(db: None) -> None:
    once, other = Limit("one", 1, timedelta(hours=1)), Limit("other", 1, timedelta(hours=1))
    assert [hit(once, "a"), hit(once, "b"), hit(other, "a")] == [0, 0, 0]
    assert hit(once, "a")


def test_several_at_a_time(db: None) -> None:
    with time_machine.travel(NOON, tick=False):
        assert hit(FIVE, "batch", cost=4) == 0
        assert hit(FIVE, "batch", cost=2) > 0


def test_no_subject_is_stored(db: None) -> None:
    """Addresses of people do not stand in the table, only digests."""
    hit(FIVE, "kim@example.com")
    assert "kim" not in RateWindow.objects.get().key


@pytest.mark.situation("C-036")
def test_of_64_at_once_exactly_the_limit_passes(committed_db: None) -> None:
    ten = Limit("race", 10, timedelta(days=1))

    def attempt(barrier: Barrier) -> int:
        barrier.wait()
        return hit(ten, "one victim")

    answers = at_once([attempt] * 64)
    assert answers.count(0) == 10
    assert RateWindow.objects.get().count == 64
