"""Sweeps, run by beat; each is safe from three beats at once."""

from __future__ import annotations

from celery import shared_task

from subscriptions import digest, lifecycle, statements, sweeps


@shared_task(name="subscriptions.move_due", queue="default")
def move_due() -> int:
    return lifecycle.move_all_due()


@shared_task(name="subscriptions.make_statements", queue="default")
def make_statements() -> int:
    """Of the month before; beat asks every hour, what is made stays as it is."""
    return statements.make_all_due()


@shared_task(name="subscriptions.send_digests", queue="default")
def send_digests() -> int:
    return digest.send_all_due()


@shared_task(name="subscriptions.forget_drafts", queue="default")
def forget_drafts() -> int:
    return sweeps.forget_all_old()
