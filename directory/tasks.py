"""Sweeps, run by beat; each is one idempotent action a batch, safe from three beats at once."""

from __future__ import annotations

from celery import shared_task

from directory import sweeps


@shared_task(name="directory.expire_leads", queue="default")
def expire_leads() -> int:
    return sweeps.expire_all_stale()
