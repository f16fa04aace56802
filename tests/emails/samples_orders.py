"""Mails of orders, made as the portal makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import Tenant
from customers.details import Details
from relationships.states import Capacity
from subscriptions import emails
from subscriptions.models import Order
from tests import factories as make

if TYPE_CHECKING:
    from tests.emails.samples import Cast


def _customer(language: str) -> Tenant:
    customer: Tenant = make.TenantFactory(
        customer=True, slug="areum", name="아름 <Books> & Co", domain="areum.example"
    )
    make.CustomerFactory(tenant=customer, language=language)
    return customer


def _order(people: Cast, **more: Any) -> Order:
    """For the customer of O'Brien, through Hanbit; its first admin is set up."""
    customer = _customer(people.ann.language)
    relationship = make.ResellerRelationshipFactory(
        partner=people.provider, customer=customer, capacity=Capacity.PROVIDER, with_partner=people.reseller
    )
    admin = make.UserFactory(email="admin@areum.example", full_name="Han Bora", directory=customer)
    mailed_to = more.pop("mailed_to", "")
    setup = make.TemporaryPasswordFactory(issuer=people.provider, user=admin, mailed_to=mailed_to)
    order: Order = make.OrderFactory(
        public_id="eeeeddddccccbbbb",
        relationship=relationship,
        reseller=people.reseller,
        ordered_by=people.ann,
        setup=setup,
        **more,
    )
    for name, quantity in (("Microsoft 365 <Business> & more", 12), ("Azure plan", 1)):
        make.OrderLineFactory(order=order, offer=make.OfferFactory(name=name), quantity=quantity)
    return order


def _contact(people: Cast) -> Details:
    return Details(
        address_line1="Teheran-ro 152",
        first_name="Bora",
        last_name="Han",
        email="bora@areum.example",
        language=people.ann.language,
    )


def agreement_wanted(people: Cast, mailed_to: str = "") -> None:
    order = _order(people, status="submitted", closed_at=None, mailed_to=mailed_to)
    emails.ask_for_agreement(order, to=_contact(people))


def password_link(people: Cast) -> None:
    order = _order(people, mailed_to="bora@areum.example")
    emails.send_password_link(order, order.setup, to=_contact(people))


def order_closed(people: Cast) -> None:
    emails.tell_order_closed(_order(people))


def order_failed(people: Cast) -> None:
    failure = "Microsoft 365 <Business> & more is not sold any more."
    emails.tell_order_closed(_order(people, status="failed", failure=failure))
