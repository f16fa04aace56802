"""Licences over time: steps by day, summed over subscriptions, as a drawing and as a table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.template.loader import render_to_string

from subscriptions.charts import MOST_STEPS, seat_chart
from subscriptions.models import SeatChange

DAY = timedelta(days=1)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def change(days: float, delta: int) -> SeatChange:
    return SeatChange(at=FIRST + days * DAY, delta=delta, kind="increase")


def test_steps_by_day() -> None:
    """Two of one day are one step; a renewal is none; what is later than the end is left out."""
    changes = [change(10.5, 5), change(0, 10), change(10, -2), change(20, 0), change(99, 7)]
    chart = seat_chart(changes, date(2026, 1, 21))
    assert chart
    assert [(step.on, step.delta, step.count) for step in chart.steps] == [
        (date(2026, 1, 11), 3, 13),
        (date(2026, 1, 1), 10, 10),
    ]
    assert (chart.highest, chart.last) == (13, 13)
    assert chart.line == "M 0 10.77 H 50 V 2 H 100"
    assert chart.area == f"{chart.line} V 40 H 0 Z"
    html = render_to_string("subscriptions/parts_chart.html", {"chart": chart})
    assert "13 now, 13 at most" in html
    assert html.count("<tr>") == 3
    assert "style=" not in html


def test_nothing_to_draw() -> None:
    assert seat_chart([], date(2026, 1, 1)) is None
    assert "<figure" not in render_to_string("subscriptions/parts_chart.html", {"chart": None})


def test_very_many_are_put_together_by_month() -> None:
    chart = seat_chart([change(n, 1) for n in range(MOST_STEPS + 5)], FIRST + 90 * DAY)
    assert chart
    assert [(step.on, step.delta) for step in chart.steps] == [
        (date(2026, 3, 1), 6),
        (date(2026, 2, 1), 28),
        (date(2026, 1, 1), 31),
    ]
    assert chart.by_month
    assert "2026-03" in render_to_string("subscriptions/parts_chart.html", {"chart": chart})
