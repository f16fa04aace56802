"""Sweeps, run by beat; each is safe from three beats at once."""

from __future__ import annotations

from celery import shared_task

from accounts import digest, sweeps, sweeps_inbox, sweeps_incentives


@shared_task(name="accounts.end_roles", queue="default")
def end_roles() -> int:
    return sweeps.end_all_due()


@shared_task(name="accounts.warn_of_ends", queue="default")
def warn_of_ends() -> int:
    return sweeps.warn_all_due()


@shared_task(name="accounts.forget_sign_ins", queue="default")
def forget_sign_ins() -> int:
    return sweeps.forget_sign_ins()


@shared_task(name="accounts.forget_codes", queue="default")
def forget_codes() -> int:
    return sweeps.forget_codes()


@shared_task(name="accounts.invite_to_incentives", queue="default")
def invite_to_incentives() -> int:
    return sweeps_incentives.invite_due()


@shared_task(name="accounts.send_days", queue="default")
def send_days() -> int:
    return digest.send_all_due()


@shared_task(name="accounts.note_events", queue="default")
def note_events() -> int:
    return sweeps_inbox.note_all()


@shared_task(name="accounts.forget_notifications", queue="default")
def forget_notifications() -> int:
    return sweeps_inbox.forget_all()
