from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from partnercenter.core import tenancy
from tests.hostile.forms import Stage, build_stage


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """One world for all forms; what each of them does is undone."""
    logging.disable(logging.ERROR)  # thousands of refusals are no news
    with django_db_blocker.unblock(), transaction.atomic(), tenancy.system(reason="test"):
        yield build_stage()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
