"""Whoever owns the database changes the log at random: every time it is named what is not as it was.

400 times in every run, 10,000 by `make nightly`.
"""

from __future__ import annotations

import random

import pytest

from partnercenter.core import tenancy
from partnercenter.core.models import AuditSeal
from partnercenter.core.sealing import checkpoints
from tests.core import tampers
from tests.core.sealed import found, owner, undone, write

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.slow]
EVENTS = 14


def _tamper(times: int) -> None:
    tenants = write(EVENTS)
    made = checkpoints.write()
    assert made is not None
    with tenancy.system(reason="test"):
        rows = list(AuditSeal.objects.order_by("number").values_list("number", "event_id"))
    numbers, events = [row[0] for row in rows], [row[1] for row in rows]
    log = tampers.Log(numbers, events, [tenant.pk for tenant in tenants])
    kept = [made.line]
    with owner():
        assert found(lines=kept) == []
        for turn in range(times):
            seed = random.randrange(2**32)  # noqa: S311
            rng = random.Random(seed)  # noqa: S311
            tamper = tampers.ALL[turn % len(tampers.ALL)]
            with undone():
                named = tamper(log, rng)
                told = found(lines=kept)
                assert named(told), f"{tamper.__name__} with seed {seed} was not named: {told}"
        assert found(lines=kept) == []


def test_alterations_of_every_kind_are_all_found() -> None:
    _tamper(400)


@pytest.mark.nightly
def test_ten_thousand_alterations_are_all_found() -> None:
    _tamper(10_000)
