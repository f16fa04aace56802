"""Ready or not: database, Redis as it is set up, and proof that beat ticks and workers consume, by age."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from partnercenter.core import broker, heartbeat, tasks, tenancy, watchdog
from partnercenter.core.models import Heartbeat
from tests import factories as make
from tests.processes import RedisServer, redis_server


@pytest.fixture
def own_redis(settings) -> Iterator[RedisServer]:
    """A Redis that this test may mistreat."""
    with redis_server() as server:
        settings.REDIS_URL = server.url
        yield server


def seen(**seconds: float) -> None:
    """Heartbeats of that age; names with `_` for `:`."""
    for name, age in ({"beat": 1, "worker_default": 1, "worker_mail": 1} | seconds).items():
        at = timezone.now() - timedelta(seconds=age)
        Heartbeat.objects.update_or_create(name=name.replace("_", ":"), defaults={"at": at})


def test_everything_at_work_is_ready(client, db, own_redis) -> None:
    seen()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    body = answer.json()
    assert body["ready"] is True
    assert set(body["checks"].values()) == {"ok"}
    assert body["warnings"] == []
    assert set(body["seconds_since"]) == {"beat", "worker:default", "worker:mail"}


@pytest.mark.situation("C-053")
@pytest.mark.parametrize("part", heartbeat.NAMES)
@pytest.mark.parametrize(("age", "status"), [(85, 200), (95, 503)])
def test_a_part_that_was_not_seen_for_ninety_seconds_is_the_alarm(
    client, db, own_redis, part, age, status
) -> None:
    """The process may well be alive: what counts is that it consumed."""
    seen(**{part.replace(":", "_"): age})
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["checks"][part] == ("ok" if status == 200 else "failing")


def test_a_part_that_was_never_seen_is_not_ready(client, db, own_redis) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["seconds_since"] == {}


@pytest.mark.situation("C-053")
def test_the_canary_stamps_by_being_consumed(db, monkeypatch) -> None:
    monkeypatch.setattr(tasks.canary_mail, "apply_async", lambda **_: tasks.canary_mail())
    tasks.canary()
    ages = heartbeat.ages()
    assert ages["beat"] is None
    assert max(ages["worker:default"], ages["worker:mail"]) < 5


def test_a_late_stamp_does_not_turn_the_clock_back(db) -> None:
    make.HeartbeatFactory(name="beat", at=timezone.now() + timedelta(seconds=30))
    heartbeat.stamp("beat")
    assert heartbeat.ages()["beat"] < -25


@pytest.mark.situation("C-037", "C-040")
@pytest.mark.parametrize("fault", ["stopped", "silent", "replica", "full"])
def test_a_redis_that_takes_nothing_is_the_alarm_and_the_portal_works(
    client, db, own_redis, fault: str
) -> None:
    seen()
    if fault == "stopped":
        own_redis.stop()
    elif fault == "silent":
        own_redis.silence()
    elif fault == "replica":
        own_redis.client.execute_command("REPLICAOF", "127.0.0.1", "1")
    else:
        own_redis.client.config_set("maxmemory", 1)
    start = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - start < 3
    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == "failing"
    assert client.get("/accounts/login/").status_code == 200


@pytest.mark.situation("C-040")
def test_a_redis_that_may_evict_is_warned_of_everywhere(client, db, own_redis, caplog) -> None:
    assert run_checks(tags=["redis"], include_deployment_checks=True) == []
    own_redis.client.config_set("maxmemory-policy", "allkeys-lru")
    seen()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["warnings"]) == (200, ["redis"])
    (found,) = run_checks(tags=["redis"], include_deployment_checks=True)
    assert found.id == "portal.W001"
    assert "noeviction" in found.msg
    caplog.clear()
    broker.report()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.situation("C-053")
@pytest.mark.parametrize(
    ("silent_for", "beat", "deaf"), [(200, 1, False), (301, 1, True), (301, 60, False), (301, None, False)]
)
def test_a_worker_is_deaf_that_hears_nothing_while_beat_speaks(
    committed_db, own_redis, monkeypatch, silent_for, beat, deaf
) -> None:
    if beat is not None:
        with tenancy.system(reason="test"):
            seen(beat=beat)
    monkeypatch.setattr(watchdog, "_heard_at", time.monotonic() - silent_for)
    assert watchdog.is_deaf() is deaf
    watchdog.heard()
    assert watchdog.is_deaf() is False


@pytest.mark.situation("C-053", "C-037")
def test_silence_is_not_deafness_while_redis_is_away(committed_db, own_redis, monkeypatch) -> None:
    with tenancy.system(reason="test"):
        seen()
    monkeypatch.setattr(watchdog, "_heard_at", time.monotonic() - 900)
    own_redis.silence()
    assert watchdog.is_deaf() is False
    own_redis.wake()
    assert watchdog.is_deaf() is True
