"""Figures and the table they are printed in."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line. `ratio` is figure to floor, however the unit runs; `aim` says what is wanted, `is_met` whether it is."""

    name: str
    rows: int
    median: str
    p95: str
    floor: str = ""
    ratio: str = ""
    aim: str = ""
    is_met: bool = True


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def against_floor(
    name: str,
    rows: int,
    values: Sequence[float],
    floors: Sequence[float],
    *,
    at_most: float,
    also: bool = True,
    aim: str = "",
) -> Figure:
    """A duration that is to be at most so many times its floor."""
    ratio = median(values) / median(floors)
    return Figure(
        name, rows, ms(median(values)), ms(p95(values)), ms(median(floors)), f"{ratio:.2f} ×",
        aim or f"≤ {at_most:g} × floor", is_met=ratio <= at_most and also,
    )  # fmt: skip


def render(figures: Sequence[Figure]) -> str:
    head = ("figure", "rows", "median", "p95", "floor", "ratio", "aim", "")
    lines = [
        (f.name, f"{f.rows:,}", f.median, f.p95, f.floor, f.ratio, f.aim, "" if f.is_met else "MISSED")
        for f in figures
    ]
    table = [head, tuple("-" * len(word) for word in head), *lines]
    widths = [max(len(line[at]) for line in table) for at in range(len(head))]
    left = {0, 6, 7}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    )
