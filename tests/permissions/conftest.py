from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.isolation.cast import Cast, on_stage


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Two worlds, shared by the tests of a module, which undo what they change."""
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock(), on_stage() as people:
        yield people
    logging.disable(logging.NOTSET)
