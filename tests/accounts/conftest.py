from __future__ import annotations

import pytest

from accounts.models import User
from tests import factories as make


@pytest.fixture
def kim(db: None) -> User:
    """A person in no organisation, whose language is Korean."""
    return make.UserFactory(email="kim@contoso.example", full_name="김민준", language="ko")
