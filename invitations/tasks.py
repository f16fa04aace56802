"""Sweeps, run by beat; each is one idempotent action a batch, safe from three beats at once."""

from __future__ import annotations

from celery import shared_task

from invitations import sweeps


@shared_task(name="invitations.expire_stale", queue="default")
def expire_stale() -> int:
    return sweeps.expire_all_stale()


@shared_task(name="invitations.send_reminders", queue="default")
def send_reminders() -> int:
    return sweeps.send_all_reminders()
