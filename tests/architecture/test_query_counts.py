"""Lists stay flat: the same number of queries with one row and with twenty-five (architecture.md, Tests)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AgreementAcceptance
from partnercenter.core import audit
from partnercenter.core.lists import ListView
from relationships.states import Capacity
from subscriptions.models import Subscription
from tests import factories as make
from tests.client import PortalClient
from tests.isolation.routes import ROUTES
from tests.operators import admins, operator_client, url
from tests.subscriptions.people import agree
from tests.subscriptions.terms_cast import ending
from tests.world import World

MANY = 24  # with the one a world has: 25, a full page


def _signed(tenant: Any) -> None:
    agreement = AgreementAcceptance.objects.latest("id").agreement
    make.AgreementAcceptanceFactory(agreement=agreement, tenant=tenant)


def _reseller(world: World, number: int) -> None:
    tenant = make.TenantFactory(reseller=True, name=f"More {number}")
    make.PartnershipFactory(provider=world.provider, reseller=tenant, established_by=make.UserFactory())
    _signed(tenant)


def _customer(world: World, number: int) -> None:
    reseller = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=world.provider, reseller=reseller)
    row = make.ResellerRelationshipFactory(
        partner=world.provider, capacity=Capacity.PROVIDER, with_partner=reseller
    )
    make.ResellerRelationshipFactory(partner=world.provider, customer=row.customer)


def _provider(world: World, number: int) -> None:
    tenant = make.TenantFactory(provider=True, name=f"More {number}")
    make.PartnershipFactory(provider=tenant, reseller=world.reseller, established_by=make.UserFactory())


def _invitation(world: World, number: int) -> None:
    invitation = make.InvitationFactory(
        inviter=world.provider,
        invited_by=make.UserFactory(),
        batch=world.invitation.batch,
        next_reminder_at=timezone.now() + timedelta(days=1),
    )
    make.OutgoingMailFactory(
        kind="invitation", tenant=world.provider, about_type="invitations.invitation", about_id=invitation.pk
    )


def _listed(world: World, number: int) -> None:
    tenant = make.TenantFactory(provider=True, name=f"Listed {number}")
    make.ListingFactory(tenant=tenant, countries=["KR", "DE"], logo_digest=f"{number:064}")


def _published(world: World, number: int) -> None:
    tenant = make.TenantFactory(direct_bill=True, name=f"Published {number}")
    make.ListingFactory(tenant=tenant, countries=["KR", "FR"], logo_digest=f"{number:064}")


def _lead(world: World, number: int) -> None:
    make.LeadFactory(partner=world.provider, owner=make.UserFactory())


def _membership(world: World, number: int) -> None:
    kind = ("provider", "reseller", "direct_bill", "customer")[number % 4]
    make.MembershipFactory(user=world.admin, tenant=make.TenantFactory(**{kind: True}))


def _colleague(world: World, number: int) -> None:
    make.MembershipFactory(
        tenant=world.provider, user=make.UserFactory(), roles=["sales_agent", "helpdesk_agent"]
    )


def _teammate(world: World, number: int) -> None:
    if number > 17:  # a world has seven already, and one page is what is asked about
        return
    one = make.MembershipFactory(tenant=world.provider, user=make.UserFactory(), roles=["default_user"])
    make.TimedRoleFactory(membership=one)
    make.TimedRoleFactory(membership=one, role="helpdesk_agent")


def _acceptance(world: World, number: int) -> None:
    agreement = make.AgreementFactory(version=100 + number)
    make.AgreementAcceptanceFactory(
        agreement=agreement, tenant=world.provider, accepted_by=make.UserFactory()
    )


def _history(world: World, number: int) -> None:
    audit.record("invitation.resent", by=world.actor(), target=world.invitation)


def _event(world: World, number: int) -> None:
    """Of the provider's, each with another other side; of the customer's, each by another partner."""
    if number > MANY - 4:  # a world has a few already, and one page is what is asked about
        return
    other = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=world.provider, reseller=other)
    make.ResellerRelationshipFactory(partner=other, customer=world.customer)
    for tenant in (world.provider, world.customer):
        make.AuditEventFactory(tenant=tenant, counterparty=other, on_behalf_of=other, actor_kind="user")


def _notification(world: World, number: int) -> None:
    """Each about a partnership with another reseller, told by somebody else of it."""
    other = make.TenantFactory(reseller=True)
    partnership = make.PartnershipFactory(provider=world.provider, reseller=other)
    event = make.AuditEventFactory(
        action="partnership.removed",
        tenant=other,
        counterparty=world.provider,
        on_behalf_of=other,
        target_type="relationships.partnership",
        target_public_id=partnership.public_id,
    )
    make.NotificationFactory(tenant=world.provider, event=event)


def _partner(world: World, number: int) -> None:
    if number == MANY - 1:  # a world has two already, and one page is what is asked about
        return
    make.ResellerRelationshipFactory(customer=world.customer, admin_access="granted")
    make.ResellerRelationshipFactory(
        customer=world.customer, status="ended", ended_at=timezone.now(), end_reason="moved"
    )


def _candidate(world: World, number: int) -> None:
    candidate = make.CandidateFactory(partner=world.provider)
    customer = make.TenantFactory(customer=True)
    make.ResellerRelationshipFactory(partner=world.provider, customer=customer)
    make.InvitationFactory(
        kind="relationship",
        capacity="direct",
        inviter=world.provider,
        invited_by=make.UserFactory(),
        candidate=candidate,
        status="accepted",
        answered_at=timezone.now(),
        recipient_tenant=customer,
    )


def _upload(world: World, number: int) -> None:
    make.CustomerImportFactory(partner=world.provider, uploaded_by=make.UserFactory())


def _subscription(world: World, number: int) -> None:
    reseller = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=world.provider, reseller=reseller)
    row = make.ResellerRelationshipFactory(
        partner=world.provider, capacity=Capacity.PROVIDER, with_partner=reseller
    )
    make.SubscriptionFactory(
        order=make.OrderFactory(relationship=row),
        reseller=reseller,
        reseller_mpn_id="4999999",
        support_contact=reseller,
    )


def _own_subscription(world: World, number: int) -> None:
    make.SubscriptionFactory(order=world.order, reseller=world.reseller, reseller_mpn_id="4999999")


def _statement(world: World, number: int) -> None:
    _ = world.statement
    make.StatementLineFactory(
        statement=make.StatementFactory(partner=world.provider, month=world.statement.month),
        subscription=world.subscription,
    )


def _own_statement(world: World, number: int) -> None:
    _ = world.statement
    make.StatementFactory(customer=world.customer)


def _reassignment(world: World, number: int) -> None:
    target = make.TenantFactory(reseller=True)
    make.ReassignmentFactory(partner=world.provider, target=target, made_by=make.UserFactory())


def _left(world: World, number: int) -> None:
    """One more subscription that a reassignment left as it was."""
    row = make.SubscriptionFactory(order=world.order)
    world.reassignment.left_rows.append([row.public_id, "unchanged"])
    world.reassignment.left["unchanged"] = len(world.reassignment.left_rows)
    world.reassignment.save()


def _order(world: World, number: int) -> None:
    """Ordered by somebody each, for a customer each, with a reseller each."""
    reseller = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=world.provider, reseller=reseller)
    row = make.ResellerRelationshipFactory(
        partner=world.provider, capacity=Capacity.PROVIDER, with_partner=reseller
    )
    make.OrderFactory(relationship=row, reseller=reseller)


def _line(world: World, number: int) -> None:
    """In a draft for a customer that has agreed."""
    world.relationship.__class__.objects.update(customer_agreement="accepted")
    world.draft.data["lines"].append([make.OfferFactory().public_id, "2"])
    world.draft.save()


def _order_line(world: World, number: int) -> None:
    make.OrderLineFactory(order=world.order, offer=make.OfferFactory())


def _offer(world: World, number: int) -> None:
    make.OfferFactory()


def _licensed(world: World, number: int) -> None:
    if number > MANY - 8:  # a world has one in each role
        return
    agree(world)
    Subscription.objects.filter(pk=world.subscription.pk).update(quantity=100)
    make.LicenceFactory(subscription=world.subscription)


def _renewing(world: World, number: int) -> None:
    ending(world)


def _undecided(world: World, number: int) -> None:
    ending(world, auto_renew=False)


def _not_renewed(world: World, number: int) -> None:
    ending(world, status="expired", attention="no_price")


def _enrolment(world: World, number: int) -> None:
    make.EnrolmentFactory(
        tenant=world.provider, status="rejected", decided_at=timezone.now(), decided_by=make.UserFactory()
    )


Grow = Callable[[World, int], None]

# Address, who opens it, what makes one row more.
LISTS: dict[str, tuple[str, Grow]] = {
    "relationships:reseller-list": ("provider", _reseller),
    "relationships:provider-list": ("reseller", _provider),
    "customers:customer-list": ("provider", _customer),
    "invitations:invitation-list": ("provider", _invitation),
    "directory:provider-list": ("provider", _listed),
    "directory:partner-list": ("provider", _published),
    "directory:lead-list": ("provider", _lead),
    "accounts:organisation-list": ("provider", _membership),
    "accounts:profile": ("provider", _colleague),
    "accounts:program-info": ("provider", _enrolment),
    "accounts:agreement-list": ("provider", _acceptance),
    "accounts:activity-list": ("provider", _event),
    "accounts:own-activity-list": ("customer", _event),
    "accounts:notification-list": ("provider", _notification),
    "invitations:team-list": ("provider", _teammate),
    "accounts:overview": ("provider", _invitation),
    "subscriptions:reassignment-list": ("provider", _reassignment),
    "subscriptions:reassignment-detail": ("provider", _left),
    "subscriptions:reassign": ("provider", _reseller),
    "subscriptions:order-list": ("provider", _order),
    "subscriptions:catalogue": ("provider", _offer),
    "subscriptions:draft-review": ("provider", _line),
    "subscriptions:draft-subscriptions": ("provider", _line),
    "subscriptions:order-detail": ("provider", _order_line),
    "customers:partner-list": ("customer", _partner),
    "subscriptions:own-user-list": ("customer", _licensed),
    "subscriptions:user-list": ("reseller", _licensed),
    "customers:import-list": ("provider", _upload),
    "invitations:candidate-list": ("provider", _candidate),
    "subscriptions:subscription-list": ("provider", _subscription),
    "subscriptions:of-customer": ("provider", _own_subscription),
    "subscriptions:own-subscriptions": ("customer", _own_subscription),
    "subscriptions:renewal-list": ("provider", _undecided),
    "subscriptions:renewal-automatic": ("provider", _renewing),
    "subscriptions:renewal-failed": ("provider", _not_renewed),
    "subscriptions:statement-list": ("provider", _statement),
    "subscriptions:own-statements": ("customer", _own_statement),
    "invitations:batch-detail": ("provider", _invitation),
    "invitations:invitation-detail": ("provider", _history),
}


OF_AGENTS = {
    "accounts:activity-list",
    "subscriptions:user-list",
    "customers:import-list",
    "invitations:candidate-list",
}


def _address(world: World, name: str, kind: str) -> str:
    parts = {"tenant_slug": getattr(world, kind).slug, "batch": world.invitation.batch}
    parts["public_id"] = world.invitation.public_id
    parts["draft_id"], parts["order_id"] = world.draft.public_id, world.order.public_id
    parts["reassignment_id"] = world.reassignment.public_id
    if name.endswith((":of-customer", ":user-list")):
        parts["public_id"] = world.customer.public_id
    route = next(route for route in ROUTES if route.name == name)
    return reverse(name, kwargs={part: parts[part] for part in route.kwargs})


def _count(client: PortalClient, address: str) -> list[str]:
    client.get(address)  # what is kept after a first time is kept now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]


def _compare(few: list[str], many: list[str]) -> None:
    assert len(few) > 2, "nothing was counted"
    more = "\n".join(sorted({sql[:200] for sql in many if many.count(sql) > 1 or sql not in few}))
    assert len(many) == len(few), f"{len(few)} queries became {len(many)}; look for these:\n{more}"


def test_every_list_is_here() -> None:
    lists = {route.name for route in ROUTES if route.view_class and issubclass(route.view_class, ListView)}
    assert len(lists) >= 4
    assert lists <= set(LISTS), "Add the new list to LISTS with what makes one row more."


@pytest.mark.parametrize("name", sorted(LISTS))
def test_lists_are_flat(contoso: World, client_for: Callable[..., PortalClient], name: str) -> None:
    kind, grow = LISTS[name]
    client = client_for(contoso.people[kind]["admin_agent" if name in OF_AGENTS else "global_admin"])
    address = _address(contoso, name, kind)
    grow(contoso, 0)
    few = _count(client, address)
    for number in range(1, MANY):
        grow(contoso, number)
    _compare(few, _count(client, address))


FACTORIES = {
    f"{factory._meta.model._meta.label_lower}": factory
    for factory in vars(make).values()
    if isinstance(factory, type) and hasattr(factory, "_meta")
}
ONE_ROW = {"core.mailcircuit"}  # a table of one row
ADMIN_LISTS = [label for label, _page in admins() if label not in ONE_ROW]


@pytest.mark.parametrize("label", ADMIN_LISTS)
def test_operators_lists_are_flat(db: None, label: str) -> None:
    assert len(ADMIN_LISTS) > 10
    client = operator_client()
    FACTORIES[label]()
    few = _count(client, url(label, "changelist"))
    for _ in range(MANY):
        FACTORIES[label]()
    _compare(few, _count(client, url(label, "changelist")))
