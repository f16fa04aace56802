from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.isolation.cast import Cast, on_stage, undone


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Both worlds and everybody who tries; shared by the tests of a module, which change nothing or undo it."""
    logging.disable(logging.ERROR)  # thousands of refusals are no news
    with django_db_blocker.unblock(), on_stage() as people:
        yield people
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _nothing_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nor in the sessions: a sentence that one test leaves there would be read by the next."""
    if "cast" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("cast")
    with undone():
        yield
