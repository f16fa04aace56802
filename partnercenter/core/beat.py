"""Celery beat, which stamps its own heartbeat in the database while it ticks."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import Scheduler
from django.db import DatabaseError, close_old_connections

from partnercenter.core import heartbeat

log = logging.getLogger(__name__)
EVERY = 10.0  # seconds
COMPLAIN_EVERY = 60.0  # seconds; a broker that is away for an hour is not a thousand tracebacks


class HeartbeatScheduler(Scheduler):
    """In memory: every periodic task is idempotent, so a restart or a second beat does no harm."""

    _stamped = 0.0
    _complained = -COMPLAIN_EVERY

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if time.monotonic() - self._stamped > EVERY:
            self._stamp()
        return min(float(super().tick(*args, **kwargs)), EVERY)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Ask for a task; where the broker is away the next tick asks again, and nothing is lost: rows wait."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except Exception as error:  # whatever the broker thinks of
            if time.monotonic() - self._complained > COMPLAIN_EVERY:
                self._complained = time.monotonic()
                log.error("beat cannot ask for %s: %s", entry.task, error)  # noqa: TRY400

    def _stamp(self) -> None:
        try:
            close_old_connections()
            heartbeat.stamp("beat")
            self._stamped = time.monotonic()
        except DatabaseError:
            log.warning("beat could not stamp its heartbeat; the database is away")
