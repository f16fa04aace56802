"""A sweep is many short transactions: batch after batch, and no longer than beat can wait."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 20.0  # for all batches of a sweep; beat comes again


def until_done(batch: Callable[[], int], *, seconds: float = SECONDS) -> int:
    """Until a batch finds nothing, or it has been `seconds`; returns what all of them did."""
    until, total = time.monotonic() + seconds, 0
    while time.monotonic() < until and (done := batch()):
        total += done
    return total
