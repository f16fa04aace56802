"""The nudge after a commit: tell a worker that mail waits, without the request waiting for the broker.

One daemon thread a process speaks to Redis. It is only an accelerator: beat drains the table every five seconds.
"""

from __future__ import annotations

import logging
import os
import threading
import time

log = logging.getLogger(__name__)

RETRY_AFTER = 5.0  # seconds without nudges after the broker failed once
PAUSE = 0.05  # seconds in which further commits share one nudge

_wanted = threading.Event()
_lock = threading.Lock()
_is_running = False


def wake() -> None:
    """Ask for a drain soon. Returns at once, whatever the broker does."""
    _ensure_thread()
    _wanted.set()


def _ensure_thread() -> None:
    global _is_running  # noqa: PLW0603  one thread a process
    with _lock:
        if not _is_running:
            _is_running = True
            threading.Thread(target=_run, name="mail-nudge", daemon=True).start()


def _after_fork() -> None:
    """A fork has no threads, and its locks may be held by one that is not there."""
    global _wanted, _lock, _is_running
    _wanted, _lock, _is_running = threading.Event(), threading.Lock(), False


os.register_at_fork(after_in_child=_after_fork)


def _run() -> None:
    while True:
        _wanted.wait()
        _wanted.clear()
        try:
            _send()
            time.sleep(PAUSE)
        except Exception as error:  # the broker may fail in any way it likes
            log.warning("mail nudge not delivered (%s); beat will drain", type(error).__name__)
            time.sleep(RETRY_AFTER)


def _send() -> None:
    from partnercenter.core.tasks import drain_mail

    drain_mail.apply_async(expires=30)
