"""Charts drawn on the server: months as bars in two parts, with the table that says the same (components/month_chart.html).

The drawing is 100 wide and 40 high and stretches to its place; words stand beside it, so that they stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

WIDTH, HEIGHT = 100.0, 40.0
TOP = 2.0  # is left free above the highest
BAR = 0.7  # of the width that a month has


@dataclass(frozen=True)
class MonthBar:
    """One month: what is counted below and above, with where each part begins (from the top) and its height."""

    month: date
    low: int
    high: int
    x: float
    low_y: float
    low_height: float
    high_y: float
    high_height: float


@dataclass(frozen=True)
class MonthChart:
    """`finding` says in words what the picture shows; `url`: the table's months lead to it with `?month=2026-03`."""

    title: Words
    finding: Words
    low_label: Words
    high_label: Words
    bars: Sequence[MonthBar]
    url: str = ""
    order: int = 100

    @property
    def bar_width(self) -> float:
        return round(BAR * WIDTH / max(len(self.bars), 1), 2)


def months_from(first: date, count: int) -> list[date]:
    """First days of `count` months, that of `first` being the earliest."""
    start = first.replace(day=1)
    return [start + relativedelta(months=number) for number in range(count)]


def months_until(last: date, count: int) -> list[date]:
    """First days of `count` months, that of `last` being the latest."""
    return months_from(last - relativedelta(months=count - 1), count)


def month_bars(counts: Mapping[date, tuple[int, int]]) -> list[MonthBar]:
    """Of months in order, each with what stands below and what above; empty where there is nothing to draw."""
    highest = max((low + high for low, high in counts.values()), default=0)
    if not highest:
        return []
    step, bars = WIDTH / len(counts), []
    for number, (month, (low, high)) in enumerate(counts.items()):
        low_height, high_height = (round(part / highest * (HEIGHT - TOP), 2) for part in (low, high))
        low_y = round(HEIGHT - low_height, 2)
        bars.append(
            MonthBar(
                month=month,
                low=low,
                high=high,
                x=round((number + (1 - BAR) / 2) * step, 2),
                low_y=low_y,
                low_height=low_height,
                high_y=round(low_y - high_height, 2),
                high_height=high_height,
            )
        )
    return bars
