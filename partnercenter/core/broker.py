"""The state of Redis: does it answer, take what we write, and keep it (situation C-040)?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings

log = logging.getLogger(__name__)
PATIENCE = 1  # seconds


@dataclass(frozen=True)
class State:
    """`failing`: nothing can be queued; mail still goes, by beat's and the workers' own means, once this is mended.
    `warnings`: works, but is set up so that it may lose messages. Sentences for operators."""

    failing: str = ""
    warnings: tuple[str, ...] = ()


def state() -> State:
    """Asks, and waits a second at most. Never raises."""
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        ) as client:
            return _judge(client.info())
    except (redis.RedisError, OSError) as error:
        return State(failing=f"Redis does not answer ({type(error).__name__}).")


def _judge(info: dict[str, Any]) -> State:
    if info.get("role") == "slave" and info.get("slave_read_only", 1):
        return State(failing="REDIS_URL names a read-only replica. Set it to the primary.")
    limit = int(info.get("maxmemory", 0))
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        return State(
            warnings=(f"Redis may evict messages (maxmemory-policy is {policy}). Set it to noeviction.",)
        )
    if limit and int(info.get("used_memory", 0)) >= limit:
        return State(failing="Redis is full (maxmemory is reached).")
    return State()


def report() -> None:
    """Alarm at the start of a worker and of beat."""
    found = state()
    for sentence in filter(None, (found.failing, *found.warnings)):
        log.error(sentence)
