"""A worker that has become deaf ends itself, so that its supervisor starts a new one (situation C-053).

Beat asks for work every few seconds. A worker that hears of none for minutes, while beat ticks and Redis answers, has
lost its ear: its process lives, its consumer does not. What it had taken is not lost: it was never acknowledged.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, close_old_connections

from partnercenter.core import broker, heartbeat

log = logging.getLogger(__name__)
DEAF_AFTER = timedelta(minutes=5)
EVERY = 15.0  # seconds
GRACE = 60.0  # seconds for what is being done, then the process ends at once
BEAT_TICKS = 30.0  # seconds since beat was seen

_heard_at = time.monotonic()


def heard() -> None:
    """A message has arrived."""
    global _heard_at  # noqa: PLW0603  one worker a process
    _heard_at = time.monotonic()


def is_deaf(after: timedelta = DEAF_AFTER) -> bool:
    """Nothing heard for so long, though somebody speaks. Where the database is away nobody can tell."""
    if time.monotonic() - _heard_at < after.total_seconds():
        return False
    try:
        close_old_connections()
        beat = heartbeat.ages()["beat"]
    except DatabaseError:
        return False
    finally:
        close_old_connections()
    return beat is not None and beat < BEAT_TICKS and not broker.state().failing


def start() -> None:
    heard()
    threading.Thread(target=_watch, name="watchdog", daemon=True).start()


def _watch() -> None:
    while not is_deaf():
        time.sleep(EVERY)
    log.critical("this worker hears nothing any more and ends; its supervisor starts a new one")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
