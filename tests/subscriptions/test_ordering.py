"""A new customer with its first order; an order for a customer that the partner has; what the agreement releases."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actions import accept_mca, reveal_temporary_password
from accounts.models import Tenant, User
from accounts.states import AgreementKind, CustomerAgreement
from customers.details import Details
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, StaleState
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, Capacity
from subscriptions.actions import Line, NewCustomer, submit_new_customer, submit_order
from subscriptions.models import Order, Subscription
from subscriptions.states import OrderStatus
from tests import factories as make
from tests.world import World

DETAILS = Details(
    address_line1="세종대로 110",
    city="서울특별시",
    state="서울",
    postal_code="04524",
    first_name="민지",
    last_name="김",
    email="minji@contact.example",
    language="ko",
)


def new_customer(**more: Any) -> NewCustomer:
    country = make.TenantFactory.build().country
    return NewCustomer(name="새 고객", domain="newcustomer.example", country=country, details=DETAILS, **more)


def draft_of(by: Actor, customer: Tenant | None = None) -> Any:
    return make.OrderDraftFactory(partner=by.tenant, user=by.user, customer=customer)


@pytest.mark.rule("S000-27", "S000-42", "S000-49", "S000-54", "D7")
def test_a_new_customer_waits_for_its_agreement(contoso: World) -> None:
    """Everything is there but the subscriptions; the customer's yes makes them."""
    world = contoso
    by, offer = world.actor("provider"), make.OfferFactory()
    with tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk):
        order = submit_new_customer(
            draft=draft_of(by),
            customer=new_customer(),
            lines=[Line(offer, 5)],
            by=by,
            reseller=world.reseller,
        )
        assert submit_new_customer(draft=order.draft, customer=new_customer(), lines=[], by=by) == order
    rows = ResellerRelationship.objects.of_customer(order.customer)
    assert {(row.partner, row.capacity, row.admin_access) for row in rows} == {
        (world.provider, Capacity.PROVIDER, AdminAccess.NONE),
        (world.reseller, Capacity.RESELLER, AdminAccess.GRANTED),
    }
    assert order.status == OrderStatus.SUBMITTED
    assert not Subscription.objects.exists()
    admin = User.objects.get(email="admin@newcustomer.example")
    assert (admin.directory, admin.has_usable_password()) == (order.customer, False)

    customer = Tenant.objects.get(pk=order.customer_id)
    accept_mca(agreement=world.mca, by=Actor(admin, customer, frozenset({"global_admin"})))
    order.refresh_from_db()
    subscription = Subscription.objects.get()
    assert order.status == OrderStatus.FULFILLED
    assert (subscription.quantity, subscription.reseller, subscription.manager) == (
        5,
        world.reseller,
        world.reseller,
    )
    assert subscription.reseller_mpn_id == world.reseller.mpn_id


@pytest.mark.rule("S000-51", "S000-52")
def test_a_temporary_password_is_made_when_it_is_shown_and_shown_once(contoso: World) -> None:
    by = contoso.actor("provider")
    issued = make.TemporaryPasswordFactory(issuer=by.tenant)
    person = issued.user
    with tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk):
        password = reveal_temporary_password(issued=issued, by=by)
        with pytest.raises(StaleState):
            reveal_temporary_password(issued=issued, by=by)
    person.refresh_from_db()
    assert person.check_password(password)
    assert person.temporary_until is not None


@pytest.mark.rule("S000-57", "S000-61", "S000-29")
def test_an_order_for_a_customer(contoso: World) -> None:
    world = contoso
    by, offer = world.actor("provider"), make.OfferFactory()
    make.AgreementAcceptanceFactory(
        agreement=world.mca, kind=AgreementKind.MCA, tenant=world.customer, accepted_by=by.user
    )
    ResellerRelationship.objects.update(customer_agreement=CustomerAgreement.ACCEPTED)
    world.relationship.refresh_from_db()
    with tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk):
        order = submit_order(
            draft=draft_of(by, world.customer),
            relationship=world.relationship,
            lines=[Line(offer, 3)],
            by=by,
            reseller=world.reseller,
        )
    assert order.status == OrderStatus.FULFILLED
    assert Subscription.objects.get().reseller == world.reseller


@pytest.mark.rule("S001-34", "S001-39", "S001-41")
def test_a_reseller_orders_for_nobody(contoso: World) -> None:
    world = contoso
    by = world.actor("reseller")
    held = ResellerRelationship.objects.get(partner=world.reseller)
    with pytest.raises(DomainError) as refused:
        submit_order(draft=draft_of(by, world.customer), relationship=held, lines=[], by=by)
    assert refused.value.code == "as_reseller"
    assert not Order.objects.exists()
