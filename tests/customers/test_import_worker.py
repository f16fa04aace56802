"""An import under the real worker, beat and Redis: whoever is killed, the rows come over once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from customers.actions import confirm_import
from customers.models import Candidate, CustomerImport
from customers.states import ImportStatus
from partnercenter.core import tenancy
from tests.customers.importing import counts, fresh, given, lines
from tests.processes import Portal, Process, portal, redis_server
from tests.smtp import wait_until
from tests.world import build_world

ROWS = 20_000


@pytest.fixture
def stage(committed_db: None) -> Iterator[Portal]:
    with redis_server() as server, portal(server, 1) as made:
        yield made


@pytest.mark.slow
@pytest.mark.rule("S003-8")
@pytest.mark.situation("C-037", "C-117")
def test_killed_workers_lose_and_double_nothing(stage: Portal) -> None:
    """Nobody nudges: the files were given while Redis was away. Beat asks, and what a worker left is taken up."""
    with tenancy.system(reason="test"):
        by = build_world("contoso").actor("direct")
        upload = given(by, lines(ROWS))
    stage.beat()
    worker = _killed_in_the_middle(stage, stage.worker(), upload)
    wait_until(lambda: fresh(upload).status == ImportStatus.CHECKED, 60, stage.tail)
    assert counts(fresh(upload)) == (ROWS, 0, 0, 0, 0)
    with tenancy.system(reason="test"):
        confirm_import(upload=fresh(upload), by=by)
    _killed_in_the_middle(stage, worker, upload)
    wait_until(lambda: fresh(upload).status == ImportStatus.DONE, 60, stage.tail)
    assert counts(fresh(upload)) == (ROWS, 0, 0, 0, 0)
    with tenancy.system(reason="test"):
        assert Candidate.objects.count() == ROWS
    assert not [line for process in stage.all for line in process.strange_lines()]


def _killed_in_the_middle(stage: Portal, worker: Process, upload: CustomerImport) -> Process:
    """The worker dies with its children as soon as something is done; returns the next one."""
    wait_until(lambda: fresh(upload).done > 0, 60, stage.tail)
    worker.end()
    return stage.worker()
