"""What operators do with organisations: one is suspended, one is looked at."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from partnercenter.core import audit
from partnercenter.core.actor import OperatorActor
from tests import factories as make
from tests.operators import staff
from tests.world import World

SLUG = "woodgrove"


def build_oversight(world: World) -> dict[str, User]:
    """`suspended`: somebody of a suspended organisation; `visitor`: an operator who looks at the provider;
    `onlooker`: an operator who has not raised their rights."""
    suspended = make.TenantFactory(
        reseller=True, slug=SLUG, name="Woodgrove Cloud", suspended_at=timezone.now() - timedelta(days=3)
    )
    member = make.MembershipFactory(tenant=suspended, roles=[Role.GLOBAL_ADMIN]).user
    make.MembershipFactory(tenant=world.reseller, user=member, roles=[Role.GLOBAL_ADMIN])
    operator = make.UserFactory(full_name="Victor Visitor", is_staff=True)
    reason = "The invoices of March and April are not paid, and nobody answers."
    audit.record("tenant.suspended", by=OperatorActor(operator, reason), target=suspended, tenant=suspended)
    ahead = timezone.now() + timedelta(hours=4)
    make.VisitFactory(operator=operator, tenant=world.provider, ends_at=ahead)
    make.RaisedRightsFactory(operator=operator)
    make.AuditCheckpointFactory()
    removed = make.AuditEventFactory(
        action="partnership.removed",
        tenant=world.reseller,
        counterparty=world.provider,
        on_behalf_of=world.reseller,
        target_type="relationships.partnership",
        target_public_id=world.partnership.public_id,
    )
    make.NotificationFactory(tenant=world.provider, event=removed)
    assert world.notice
    return {"suspended": member, "visitor": operator, "onlooker": staff()}
