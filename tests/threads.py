"""Many at once: threads with connections of their own that start at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(work: Sequence[Callable[[threading.Barrier], T]]) -> list[T]:
    """Run every callable in a thread of its own; each calls `barrier.wait()` where the race begins.

    Returns their results in order; the first exception is raised. Needs `committed_db`.
    """
    barrier = threading.Barrier(len(work), timeout=30)

    def run(one: Callable[[threading.Barrier], T]) -> T:
        try:
            return one(barrier)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(work)) as pool:
        return list(pool.map(run, work))
