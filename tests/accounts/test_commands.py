"""The first operator of a new portal comes from the command line, through row-level security."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from partnercenter.core import tenancy


def test_createsuperuser_and_nothing_without_a_scope(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long first password")
    call_command(
        "createsuperuser",
        "--noinput",
        email="root@portal.example",
        full_name="Root",
        stdout=StringIO(),
        skip_checks=True,
    )
    assert not User.objects.exists()  # nobody asks, nobody is seen
    with tenancy.system(reason="test"):
        user = User.objects.get()
        assert user.is_superuser
        assert user.is_staff
        assert user.check_password("a long first password")
