"""The first wall taken away: every `visible_to` gives all rows, and PostgreSQL's policies hold (C-067, C-069)."""

from __future__ import annotations

import pytest

from tests.isolation.cast import Cast
from tests.isolation.routes import NAMES
from tests.isolation.walls import all_leaks, narrowing, remove_orm_wall

pytestmark = pytest.mark.situation("C-067", "C-069")


def test_the_wall_is_found() -> None:
    names = {f"{owner.__name__}.{name}" for owner, name in narrowing()}
    wanted = {
        "InvitationQuerySet.visible_to",
        "PartnershipQuerySet.visible_to",
        "MembershipQuerySet.visible_to",
    }
    assert names >= wanted


def test_postgresql_holds_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """No queryset narrows anything any more; nobody sees more than before, and the owner still sees their own."""
    remove_orm_wall(monkeypatch)
    assert list(all_leaks(cast)) == []
    url = NAMES["relationships:reseller-list"].url(tenant_slug=cast.theirs.provider.slug)
    assert cast.theirs.reseller.name in cast.owners["provider"].get(url).content.decode()
