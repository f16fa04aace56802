"""2,000 steps of business in every run, 50,000 by `make nightly` (see machine.py for what holds after each)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import moved
from tests.subscriptions.machine import Business
from tests.subscriptions.machine_cast import Cast

SETTINGS = settings(
    max_examples=24, stateful_step_count=50, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink], print_blob=True,
)  # fmt: skip


@pytest.fixture
def business(db: None) -> Iterator[type[Business]]:
    class Here(Business):
        cast = Cast()
        steps = 0
        done: dict[str, int] = {}
        refused: dict[str, int] = {}

    with moved.clock():
        yield Here


OFTEN = {"order", "quantity", "assign", "reseller", "moved by time"}  # whatever the dice say
SELDOM = {"cancel", "suspend", "reactivate", "auto-renew"}


def run(business: type[Business], steps: int, done: set[str]) -> None:
    """A step is a thing that somebody does, and the look at everything after it. `done`: what it has come to."""
    while business.steps < steps:
        run_state_machine_as_test(business, settings=SETTINGS)
    assert done <= set(business.done), f"{business.done}, {business.refused}"


@pytest.mark.slow
def test_two_thousand_steps(business: type[Business]) -> None:
    run(business, 2_000, OFTEN)


@pytest.mark.nightly
def test_fifty_thousand_steps(business: type[Business], capsys: pytest.CaptureFixture[str]) -> None:
    run(business, 50_000, OFTEN | SELDOM)
    with capsys.disabled():
        print(f"\n{business.steps} steps; done {business.done}; refused {business.refused}")  # noqa: T201
