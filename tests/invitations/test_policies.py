"""Rules that the action itself asks, whichever page, command or import calls it."""

from __future__ import annotations

import uuid

import pytest

from accounts.permissions import Role
from invitations.actions import send_invitations
from invitations.models import Invitation
from invitations.recipients import parse_many
from invitations.states import Delivery
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from tests.world import World


@pytest.mark.rule("S000-13", "S004-1")
@pytest.mark.parametrize("kind", ["reseller", "direct", "customer"])
def test_only_an_indirect_provider_asks(contoso: World, kind: str) -> None:
    tenant = getattr(contoso, kind)
    by = Actor(contoso.people[kind]["global_admin"], tenant, frozenset({Role.GLOBAL_ADMIN}))
    with pytest.raises(DomainError) as refused:
        send_invitations(
            recipients=parse_many("kim@resellers.example"),
            language="en",
            days=30,
            subject="Hello",
            text="{link}",
            delivery=Delivery.SELF,
            batch=uuid.uuid4(),
            by=by,
        )
    assert refused.value.code == "not_provider"
    assert not Invitation.objects.visible_to(tenant).exists()
