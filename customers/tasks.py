"""Work on imports; beat starts it, and an upload or a confirmation asks for it at once."""

from __future__ import annotations

from celery import shared_task

from customers import sweeps


@shared_task(name="customers.run_imports", queue="default")
def run_imports() -> int:
    """Safe to run anywhere, any number of times, at once."""
    return sweeps.run_imports()
