"""Limits on sign-in when many try at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.client import PortalClient


@pytest.mark.situation("C-036")
def test_of_many_attempts_at_once_exactly_five_are_looked_at(committed_db):
    def attempt(number: int) -> int:
        try:
            answer = PortalClient().post(
                "/accounts/login/", {"login": "kim@contoso.example", "password": f"wrong {number}"}
            )
            return answer.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(attempt, range(64)))
    assert answers == {200: 5, 429: 59}
