"""The second wall taken away: a database whose owner has switched the policies off, and the ORM holds (C-067, C-069).

Then both at once, as the control: the canary shows, so the looking itself works.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from partnercenter.core import tenancy
from tests import database
from tests.isolation import looking
from tests.isolation.cast import Cast, on_stage
from tests.isolation.walls import all_leaks, remove_orm_wall

pytestmark = pytest.mark.situation("C-067", "C-069")


@pytest.fixture(scope="module")
def unprotected(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast in a database of its own whose policies are switched off."""
    ours = settings.DATABASES["default"]["NAME"]
    copy = f"test_portal_open_{os.getpid()}"
    with django_db_blocker.unblock():
        database.create(copy)
        try:
            with database.connect_as_owner() as owner:
                for table in looking.tables():
                    owner.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
                    owner.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
            logging.disable(logging.ERROR)
            with on_stage() as cast:
                yield cast
        finally:
            logging.disable(logging.NOTSET)
            database.drop(copy)
            database.use(ours)


def test_the_policies_are_off(unprotected: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        )
        assert cursor.fetchone() == (0,)
        with tenancy.acting(user_id=None):
            cursor.execute("SELECT count(*) FROM accounts_tenant")
            assert cursor.fetchone() >= (8,), "without policies everybody sees everything, by SQL"


def test_the_orm_holds_alone(unprotected: Cast) -> None:
    """PostgreSQL lets everything through; no page reads more than it should."""
    assert list(all_leaks(unprotected)) == []


def test_without_both_it_leaks(unprotected: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with both walls gone the same questions find the canary, on lists and behind ids, and posts do
    their work on what is found. Asked until all of it was found, or there is no question left."""
    remove_orm_wall(monkeypatch)
    wanted = {"our door, their object", "our own", "changed: invitations_invitation"}
    found = 0
    for leak in all_leaks(unprotected):
        found += 1
        wanted -= {word for word in wanted if word in leak}
        if not wanted and found > 20:
            break
    assert not wanted
    assert found > 20
