"""One thread nudges for every task; whose broker is away is asked for by beat."""

from __future__ import annotations

import redis
from django.conf import settings

from partnercenter.core import nudge
from partnercenter.core.mail.nudge import DRAIN
from tests.smtp import wait_until

IMPORTS = "customers.tasks.run_imports"


def test_each_task_goes_to_its_queue_once() -> None:
    """However often it was asked for before the thread came to it."""
    broker = redis.Redis.from_url(settings.REDIS_URL)
    queues = ("partnercenter:mail", "partnercenter:default")
    broker.delete(*queues)

    def messages() -> bytes:
        return b"".join(message for queue in queues for message in broker.lrange(queue, 0, -1))

    for task in (DRAIN, IMPORTS, DRAIN, IMPORTS):
        nudge.wake(task)
    wait_until(lambda: b"core.drain_mail" in messages() and b"customers.run_imports" in messages(), 20)
    assert 2 <= sum(broker.llen(queue) for queue in queues) <= 4
    broker.delete(*queues)
    broker.close()


def test_beat_starts_whatever_is_nudged() -> None:
    """A nudge may be lost: each of these tasks is in the schedule."""
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"core.drain_mail", "customers.run_imports"} <= scheduled
