"""The cast itself: the two worlds exist side by side, under the application's role."""

from __future__ import annotations

from accounts.models import Tenant
from partnercenter.core.checks import role_problems
from tests.world import World


def test_two_worlds_stand_side_by_side(contoso: World, fabrikam: World) -> None:
    assert Tenant.objects.filter(slug__startswith=contoso.canary).count() == 5
    assert Tenant.objects.filter(slug__startswith=fabrikam.canary).count() == 5


def test_tests_run_as_the_application_role(db: None) -> None:
    assert role_problems() == []
