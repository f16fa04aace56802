"""Charts drawn on the server: shapes in numbers, with the table that says the same (templates/subscriptions/parts_chart.html).

The drawing is 100 wide and 40 high and stretches to its place; words stand beside it, so that they stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from partnercenter.core.charts import HEIGHT, TOP, WIDTH
from subscriptions.models import SeatChange

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
    return f"{round(HEIGHT - count / highest * (HEIGHT - TOP), 2):g}"
