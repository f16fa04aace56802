"""Celery as it really runs: each trap of Redis and Celery that loses or doubles work is closed by what applies, not by what is written."""

from __future__ import annotations

from importlib.metadata import version

import pytest
import redis
from django.conf import settings

from partnercenter.celery import app
from tests.processes import redis_server


@pytest.fixture(scope="module")
def channel():
    """A channel of the real transport, on a unix socket, with our options."""
    with (
        redis_server() as server,
        app.connection(server.url.replace("unix://", "redis+socket://").split("?")[0]) as line,
    ):
        yield line.default_channel


def test_the_versions_that_mended_reconnecting_and_restoring() -> None:
    for name in ("celery", "kombu"):
        assert tuple(map(int, version(name).split(".")[:2])) >= (5, 7)


def test_what_a_killed_worker_held_comes_back_in_time(channel) -> None:
    """Scanned every five seconds; by default only every hundred."""
    assert channel.visibility_timeout == 120
    assert channel.unacked_restore_interval == 5
    assert channel.unacked_restore_throttle == 1


def test_the_visibility_timeout_is_the_same_in_all_places() -> None:
    places = {
        app.conf.broker_transport_options["visibility_timeout"],
        app.conf.result_backend_transport_options["visibility_timeout"],
        app.conf["visibility_timeout"],
    }
    assert places == {120}


def test_no_task_runs_twice_because_it_is_slow() -> None:
    lease = 60  # the default of MAIL_LEASE_SECONDS
    soft, hard = app.conf.task_soft_time_limit, app.conf.task_time_limit
    assert soft < hard < lease < app.conf.broker_transport_options["visibility_timeout"]


def test_a_broker_that_is_silent_is_given_up(channel) -> None:
    assert channel.socket_timeout == 5
    assert app.conf.broker_transport_options["socket_connect_timeout"] == 1
    assert app.conf.task_publish_retry_policy["max_retries"] == 1


def test_other_programs_on_the_same_redis_are_kept_apart(channel) -> None:
    assert channel.global_keyprefix == "partnercenter:"
    channel.client.lpush("mail", "x")
    with redis.Redis(connection_pool=channel.pool) as plain:
        assert plain.keys("*mail*") == [b"partnercenter:mail"]


def test_a_task_is_done_when_it_is_done() -> None:
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1
    for task in app.tasks.values():
        if not task.name.startswith("celery."):
            assert (task.acks_late, task.reject_on_worker_lost) == (True, True), task.name


def test_messages_are_data_not_code() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_ignore_result is True


def test_nothing_waits_in_the_broker_for_its_time() -> None:
    """No countdown longer than the visibility timeout, for it would run twice: later is a column of a row."""
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert not {"countdown", "eta"} & set(entry["options"]), name
