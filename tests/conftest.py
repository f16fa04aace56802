"""What every test stands on: a real database under the application's role, a client whose every page is checked."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts.models import User
from partnercenter.core import logs, tenancy
from tests import database
from tests.client import PortalClient
from tests.world import World, build_world

pytest_plugins = ["tests.coverage"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first, or at the end one worker waits for the other; those of the night when they are asked for."""
    if "nightly" not in config.option.markexpr:
        items[:] = [item for item in items if item.get_closest_marker("nightly") is None]
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    name = f"test_portal_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        database.create(name)
    yield
    with django_db_blocker.unblock():
        database.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _fast_passwords() -> None:
    hashers = "django.contrib.auth.hashers"
    settings.PASSWORD_HASHERS = [f"{hashers}.MD5PasswordHasher", f"{hashers}.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def _fresh_context() -> Iterator[None]:
    """No test inherits another's language or log context."""
    logs.clear()
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _system_scope(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with a database arranges and looks with sight of every row; each request sets a scope of its own."""
    if "committed_db" in request.fixturenames or "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    with tenancy.system(reason="test"):
        yield


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Real commits, for tests with threads or other processes. Everything is taken away afterwards.

    There is no scope around such a test: enter `tenancy.system(reason="test")` where you arrange and look.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        database.empty()
        yield
        connections.close_all()
        database.empty()


@pytest.fixture
def client() -> Client:
    return PortalClient()


@pytest.fixture
def client_for() -> Callable[[User], PortalClient]:
    """`client_for(user)`: a signed-in client."""

    def make(user: User) -> PortalClient:
        client = PortalClient()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def contoso(db: None) -> World:
    """One whole world: provider, reseller, direct-bill partner, customer, members in every role."""
    return build_world("contoso")


@pytest.fixture
def fabrikam(db: None) -> World:
    """The other world; nobody of contoso may ever see anything of it."""
    return build_world("fabrikam")
