"""The nudge after a commit: tell a worker that mail waits, without the request waiting for the broker.

One daemon thread a process speaks to Redis. It is only an accelerator: beat drains the table every five seconds.
"""

from __future__ import annotations

import logging
import os
import threading
import time

log = logging.getLogger(__name__)

_wanted = threading.Event()
_lock = threading.Lock()
_owner_pid = 0
RETRY_AFTER = 5.0  # seconds without nudges after the broker failed once


def wake() -> None:
    """Ask for a drain soon. Returns at once, whatever the broker does."""
    _ensure_thread()
    _wanted.set()


def _ensure_thread() -> None:
    global _owner_pid  # noqa: PLW0603  a fork has no threads: each process starts its own
    with _lock:
        if _owner_pid != os.getpid():
            _owner_pid = os.getpid()
            threading.Thread(target=_run, name="mail-nudge", daemon=True).start()


def _run() -> None:
    while True:
        _wanted.wait()
        _wanted.clear()
        try:
            _send()
        except Exception as error:  # the broker may fail in any way it likes
            log.warning("mail nudge not delivered (%s); beat will drain", type(error).__name__)
            time.sleep(RETRY_AFTER)


def _send() -> None:
    from partnercenter.core.tasks import drain_mail

    drain_mail.apply_async(expires=30)
