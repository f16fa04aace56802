"""The nudge after a commit: tell a worker that something waits, without the request waiting for the broker.

One daemon thread a process speaks to Redis, for all tasks. It is only an accelerator: beat starts each of these
tasks by itself (settings.CELERY_BEAT_SCHEDULE).
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import Any

from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

RETRY_AFTER = 5.0  # seconds without nudges after the broker failed once
PAUSE = 0.05  # seconds in which further commits share one nudge
EXPIRES = 30  # seconds; beat has come by then

_wanted = threading.Event()
_lock = threading.Lock()
_tasks: set[str] = set()
_is_running = False


def wake(task: str) -> None:
    """Ask for a run of the task at this dotted path soon. Returns at once, whatever the broker does."""
    with _lock:
        _tasks.add(task)
        _ensure_thread()
    _wanted.set()


def _ensure_thread() -> None:
    global _is_running  # noqa: PLW0603  one thread a process
    if not _is_running:
        _is_running = True
        threading.Thread(target=_run, name="nudge", daemon=True).start()


def _after_fork() -> None:
    """A fork has no threads, and its locks may be held by one that is not there."""
    global _wanted, _lock, _tasks, _is_running
    _wanted, _lock, _tasks, _is_running = threading.Event(), threading.Lock(), set(), False


os.register_at_fork(after_in_child=_after_fork)


def _run() -> None:
    while True:
        _wanted.wait()
        _wanted.clear()
        try:
            send(*_taken())
            time.sleep(PAUSE)
        except Exception as error:  # the broker may fail in any way it likes
            log.warning("nudge not delivered (%s); beat starts the task", type(error).__name__)
            time.sleep(RETRY_AFTER)


def _taken() -> set[str]:
    with _lock:
        taken = set(_tasks)
        _tasks.clear()
    return taken


def send(*tasks: str) -> None:
    """Speak to the broker, here and now: for the thread, and for whoever looks at what it says."""
    for path in tasks:
        task: Any = import_string(path)
        task.apply_async(expires=EXPIRES)
