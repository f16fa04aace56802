"""Months as bars: what is drawn says what is counted, and so does the table."""

from __future__ import annotations

from datetime import date

from partnercenter.core.charts import HEIGHT, TOP, WIDTH, month_bars, months_from, months_until


def test_months_in_order_across_years() -> None:
    assert months_from(date(2026, 11, 30), 4) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
    assert months_until(date(2026, 1, 31), 3) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert len(months_until(date(2024, 2, 29), 12)) == 12


def test_the_highest_month_fills_the_picture_and_the_others_are_in_proportion() -> None:
    first, second, third = months_from(date(2026, 1, 1), 3)
    low, none, high = month_bars({first: (1, 1), second: (0, 0), third: (3, 1)})
    assert high.low_height + high.high_height == HEIGHT - TOP
    assert low.low_height == low.high_height == (HEIGHT - TOP) / 4
    assert (none.low_height, none.high_height) == (0, 0)
    for bar in (low, none, high):
        assert bar.low_y + bar.low_height == HEIGHT, "parts stand on the ground"
        assert bar.high_y + bar.high_height == bar.low_y, "and on one another"
        assert 0 <= bar.x < WIDTH
    assert low.x < none.x < high.x


def test_nothing_counted_is_nothing_drawn() -> None:
    assert month_bars({}) == []
    assert month_bars(dict.fromkeys(months_from(date(2026, 1, 1), 12), (0, 0))) == []
