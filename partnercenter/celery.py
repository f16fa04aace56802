"""The Celery application: its settings are Django's, under CELERY_."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging, task_received, worker_init, worker_ready
from celery.utils.log import get_multiprocessing_logger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnercenter.settings")

app = Celery("partnercenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@setup_logging.connect
def keep_our_logs(**_: Any) -> None:
    """Django has set the logs up: JSON lines. Celery, told that somebody did, adds no format of its own."""
    logging.captureWarnings(True)
    if processes := get_multiprocessing_logger():
        processes.propagate = True


@worker_init.connect
@beat_init.connect
def look_before_work(**_: Any) -> None:
    from partnercenter.core import broker, startup

    startup.refuse_unsafe_role()
    broker.report()


@worker_ready.connect
def watch_consumption(**_: Any) -> None:
    from partnercenter.core import watchdog

    watchdog.start()


@task_received.connect
def note_consumption(**_: Any) -> None:
    from partnercenter.core import watchdog

    watchdog.heard()
