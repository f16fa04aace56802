"""The demo's accounts have a public password: never beside real organisations."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.usefixtures("db")


def _seed(*options: str) -> str:
    out = StringIO()
    call_command("seed_demo", *options, stdout=out, skip_checks=True)
    return out.getvalue()


@override_settings(IS_LOCAL=False, DEBUG=False)
def test_public_passwords_do_not_come_beside_real_organisations() -> None:
    make.TenantFactory()
    with pytest.raises(CommandError, match="--force"):
        _seed()
    assert not User.objects.filter(email="anna@contoso.example").exists()


@pytest.mark.nightly
@override_settings(IS_LOCAL=False, DEBUG=False)
def test_unless_they_are_wanted() -> None:
    make.TenantFactory()
    assert "anna@contoso.example" in _seed("--force")
