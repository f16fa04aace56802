"""Work of the core that may wait."""

from __future__ import annotations

from celery import shared_task
from django.db.models.functions import Now

from partnercenter.core import heartbeat, raising
from partnercenter.core.mail import delivery, retention
from partnercenter.core.models import RateWindow
from partnercenter.core.sealing import checkpoints, letters, sealer
from partnercenter.core.sessions import SessionStore


@shared_task(name="core.drain_mail", queue="mail")
def drain_mail() -> int:
    """Send what is due; safe to run anywhere, any number of times, at once."""
    return delivery.drain()


@shared_task(name="core.canary", queue="default")
def canary() -> None:
    """Proof of consumption: stamps the default queue and asks the mail queue to do the same."""
    heartbeat.stamp("worker:default")
    canary_mail.apply_async(expires=60)


@shared_task(name="core.canary_mail", queue="mail")
def canary_mail() -> None:
    heartbeat.stamp("worker:mail")


@shared_task(name="core.seal_audit", queue="default")
def seal_audit() -> int:
    """Seal the events whose transactions are over."""
    return sealer.seal_all()


@shared_task(name="core.checkpoint_audit", queue="default")
def checkpoint_audit() -> None:
    """Write down how far the log is sealed, and mail it once a day. What was passed over is sealed first."""
    sealer.seal_batch(anywhere=True)
    checkpoints.write()
    letters.mail_checkpoint()


@shared_task(name="core.purge_rate_windows", queue="default")
def purge_rate_windows() -> int:
    """Forget windows that have ended."""
    deleted, _ = RateWindow.objects.filter(ends_at__lt=Now()).delete()
    return deleted


@shared_task(name="core.forget_mail_texts", queue="default")
def forget_mail_texts() -> int:
    """Mails that have ended keep that they were, not what they said."""
    return retention.forget_texts()


@shared_task(name="core.clear_sessions", queue="default")
def clear_sessions() -> None:
    """Forget sessions that have ended."""
    SessionStore.clear_expired()


@shared_task(name="core.end_raised_rights", queue="default")
def end_raised_rights() -> int:
    """Say of operators' raised rights that their time is over."""
    return raising.end_lapsed()
