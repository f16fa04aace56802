"""The nudge for mail: a worker drains the queue now instead of when beat asks, five seconds later at most."""

from __future__ import annotations

from partnercenter.core import nudge

DRAIN = "partnercenter.core.tasks.drain_mail"


def wake() -> None:
    """Ask for a drain soon. Returns at once, whatever the broker does."""
    nudge.wake(DRAIN)
