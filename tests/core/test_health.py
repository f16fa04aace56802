"""Alive asks nobody; ready asks everybody, says by name who is missing, and never where they are."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from partnercenter.core import heartbeat
from partnercenter.core.models import Heartbeat
from tests import database
from tests import factories as make
from tests.client import PortalClient


@pytest.fixture
def all_seen(db):
    for name in heartbeat.NAMES:
        make.HeartbeatFactory(name=name)


def test_alive_without_database_session_or_login(client):
    """No database mark: a query would fail this test."""
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"alive\n"
    assert not response.cookies


def test_ready_when_everything_was_seen_lately(client, all_seen):
    response = client.get("/readyz")
    body = response.json()
    assert response.status_code == 200
    assert body["ready"] is True
    assert set(body["checks"]) == {"database", "redis", *heartbeat.NAMES}
    assert set(body["checks"].values()) == {"ok"}
    assert set(body["seconds_since"]) == set(heartbeat.NAMES)
    assert not response.cookies


@pytest.mark.parametrize("name", heartbeat.NAMES)
@pytest.mark.parametrize("never", [True, False])
def test_not_ready_while_one_part_is_deaf(client, all_seen, name, never):
    if never:
        Heartbeat.objects.filter(name=name).delete()
    else:
        old = timezone.now() - heartbeat.DEAF_AFTER - timedelta(seconds=5)
        Heartbeat.objects.filter(name=name).update(at=old)
    response = client.get("/readyz")
    assert response.status_code == 503
    failing = {part for part, state in response.json()["checks"].items() if state == "failing"}
    assert failing == {name}


def test_a_redis_that_is_not_there_is_named_without_its_address(client, all_seen, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["redis"] == "failing"
    assert b"127.0.0.1" not in response.content
    assert b"secret" not in response.content


def test_a_redis_that_is_silent_costs_a_second_or_two(client, all_seen, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:  # accepts, and never answers
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        start = time.monotonic()
        response = client.get("/readyz")
    assert response.status_code == 503
    assert time.monotonic() - start < 4


def test_a_database_that_does_not_answer_costs_a_second_or_two(committed_db):
    """A lock that nobody gives back stands for every way in which it may hang."""
    with database.connect_as_owner(connection.settings_dict["NAME"]) as owner, owner.transaction():
        owner.execute("LOCK TABLE core_heartbeat IN ACCESS EXCLUSIVE MODE")
        start = time.monotonic()
        response = PortalClient().get("/readyz")
        assert PortalClient().get("/healthz").status_code == 200
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failing"
    assert time.monotonic() - start < 4


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_looked_at(client, all_seen, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_not_sent_to_https_as_a_load_balancer_speaks_plainly(client, all_seen, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code == 200
    assert client.get("/providers/").status_code == 301


def test_many_probes_at_once(committed_db):
    found: list[int] = []

    def probe() -> None:
        found.append(PortalClient().get("/readyz").status_code)
        connection.close()

    threads = [threading.Thread(target=probe) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [503] * 6  # no heartbeat in this database
