"""Charts drawn on the server: shapes in numbers, with the table that says the same (templates/subscriptions/parts_chart.html).

The drawing is 100 wide and 40 high and stretches to its place; words stand beside it, so that they stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from subscriptions.models import SeatChange

WIDTH, HEIGHT = 100.0, 40.0
MOST_STEPS = 60  # in the table; more are put together by month


@dataclass(frozen=True)
class Step:
    """On this day (UTC) so many came or went, and so many there are from then on."""

    on: date
    delta: int
    count: int


@dataclass(frozen=True)
class Chart:
    """`line` and `area` are paths; `by_month`: the days of `steps` are first days of months."""

    line: str
    area: str
    steps: Sequence[Step]
    begins: date
    ends: date
    highest: int
    last: int
    by_month: bool = False


def seat_chart(changes: Iterable[SeatChange], until: date) -> Chart | None:
    """Licences over time, of one subscription or of all whose changes are given; None where there is nothing to draw.

    Two subscriptions that change on one day are one step.
    """
    end = until.astimezone(UTC).date() if isinstance(until, datetime) else until
    days = [(change.at.astimezone(UTC).date(), change.delta) for change in changes if change.delta]
    steps = _steps(sorted(item for item in days if item[0] <= end))
    if not steps:
        return None
    begins, by_month = steps[0].on, len(steps) > MOST_STEPS
    if by_month:
        steps = _steps([(step.on.replace(day=1), step.delta) for step in steps])
    highest = max(step.count for step in steps) or 1
    line = _line(steps, begins, end, highest)
    return Chart(
        line=line,
        area=f"{line} V {HEIGHT:g} H 0 Z",
        steps=list(reversed(steps)),
        begins=begins,
        ends=end,
        highest=highest,
        last=steps[-1].count,
        by_month=by_month,
    )


def _steps(days: list[tuple[date, int]]) -> list[Step]:
    count, steps = 0, []
    for on, group in groupby(days, key=lambda item: item[0]):
        delta = sum(item[1] for item in group)
        count += delta
        if delta:
            steps.append(Step(on, delta, count))
    return steps


def _line(steps: Sequence[Step], begins: date, ends: date, highest: int) -> str:
    """Across to the day, then up or down."""
    span = max((ends - begins).days, 1)
    path = f"M 0 {_y(steps[0].count, highest)}"
    for step in steps[1:]:
        x = round(max((step.on - begins).days, 0) / span * WIDTH, 2)
        path += f" H {x:g} V {_y(step.count, highest)}"
    return f"{path} H {WIDTH:g}"


def _y(count: int, highest: int) -> str:
    """Two units are left free at the top, for the width of the line."""
    return f"{round(HEIGHT - count / highest * (HEIGHT - 2), 2):g}"


@dataclass(frozen=True)
class Bar:
    """One month: heights of what renews and, above it, of what ends, with where each begins (from the top)."""

    month: date
    renews: int
    ends: int
    x: float
    renews_y: float
    renews_height: float
    ends_y: float
    ends_height: float


BAR = 0.7  # of the width that a month has


def month_bars(counts: Sequence[tuple[date, bool, int]]) -> list[Bar]:
    """How many terms end in each month; nothing to draw where none does."""
    months: dict[date, dict[bool, int]] = {}
    for month, renews, count in counts:
        months.setdefault(month, {True: 0, False: 0})[renews] = count
    highest = max((sum(held.values()) for held in months.values()), default=0)
    if not highest:
        return []
    step = WIDTH / len(months)
    bars = []
    for number, (month, held) in enumerate(months.items()):
        low, high = (round(held[renews] / highest * (HEIGHT - 2), 2) for renews in (True, False))
        x = round((number + (1 - BAR) / 2) * step, 2)
        top = round(HEIGHT - low, 2)
        bars.append(Bar(month, held[True], held[False], x, top, low, round(top - high, 2), high))
    return bars
