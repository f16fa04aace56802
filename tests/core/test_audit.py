"""Events: one for each change, in its transaction or not at all."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from accounts import actions as accounts
from accounts.models import Tenant
from partnercenter.core import audit, logs, tenancy
from partnercenter.core.actor import OperatorActor, SystemActor
from partnercenter.core.models import AuditEvent
from relationships.actions import remove_partnership
from relationships.models import Partnership
from tests import factories
from tests.world import World

remove = partial(remove_partnership, reason="other", statement_accepted=True)


def test_who_what_whom_and_why(contoso: World) -> None:
    logs.bind(request_id="5f0e")
    remove(partnership=contoso.partnership, by=contoso.actor())
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor_kind, event.actor) == ("partnership.removed", "user", contoso.admin)
    assert event.actor_name == contoso.admin.full_name
    assert (event.tenant, event.counterparty) == (contoso.provider, contoso.reseller)
    assert (event.target_type, event.target_id) == ("relationships.partnership", contoso.partnership.pk)
    assert event.target_public_id == contoso.partnership.public_id
    assert event.changes["status"] == ["active", "removed"]
    assert event.request_id == "5f0e"


def test_an_operator_gives_a_reason(contoso: World) -> None:
    operator = OperatorActor(factories.UserFactory(is_staff=True), "asked for by the customer")
    event = audit.record(
        "partnership.removed", by=operator, target=contoso.partnership, tenant=contoso.provider
    )
    assert (event.actor_kind, event.reason) == ("operator", "asked for by the customer")


def test_the_system_has_a_name(contoso: World) -> None:
    event = audit.record("invitation.expired", by=SystemActor("expiry"), target=contoso.invitation)
    assert (event.actor_kind, event.actor, event.actor_name, event.tenant) == ("system", None, "expiry", None)


@pytest.mark.parametrize("change", ["remove", "rename", "member"])
def test_no_event_no_change(contoso: World, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event and the change stand or fall together: an event the database refuses takes the change with it."""
    changes = {
        "remove": lambda: remove(partnership=contoso.partnership, by=contoso.actor()),
        "rename": lambda: accounts.rename_tenant(tenant=contoso.provider, name="Another", by=contoso.actor()),
        "member": lambda: accounts.add_member(
            tenant=contoso.provider, user=factories.UserFactory(), roles=["sales_agent"], by=contoso.actor()
        ),
    }
    before = _state(contoso)
    # A name no column holds: refused by PostgreSQL, not by a stand-in of ours.
    monkeypatch.setattr(AuditEvent._meta.get_field("actor_kind"), "get_prep_value", lambda value: "x" * 99)
    with pytest.raises(Exception, match="too long"), transaction.atomic():
        changes[change]()
    assert _state(contoso) == before


def _state(world: World) -> tuple:
    return (
        Partnership.objects.get(pk=world.partnership.pk).status,
        Tenant.objects.get(pk=world.provider.pk).name,
        world.provider.memberships.count(),
        AuditEvent.objects.count(),
    )


def test_both_sides_see_an_event_and_nobody_else(contoso: World, fabrikam: World) -> None:
    event = audit.record(
        "partnership.removed", by=contoso.actor(), target=contoso.partnership, counterparty=contoso.reseller
    )
    sides = {"provider": True, "reseller": True, "direct": False, "customer": False}
    for kind, sees in sides.items():
        with tenancy.acting(user_id=1, tenant_id=getattr(contoso, kind).pk):
            assert AuditEvent.objects.filter(pk=event.pk).exists() is sees, kind
    with tenancy.acting(user_id=1, tenant_id=fabrikam.provider.pk):
        assert not AuditEvent.objects.filter(pk=event.pk).exists()


def test_nothing_is_written_for_a_change_that_was_refused(contoso: World) -> None:
    count = AuditEvent.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.PartnershipFactory(provider=contoso.provider, reseller=contoso.reseller)
    assert AuditEvent.objects.count() == count
