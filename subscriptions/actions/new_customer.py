"""A new customer with everything it begins with: all of it or nothing (S000-41 to S000-54, D7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import create_user, issue_temporary_password, place_in_directory
from accounts.models import Agreement, Country, TemporaryPassword, Tenant
from accounts.states import Cloud
from customers.actions import attest_customer_agreement, create_customer
from customers.details import Details
from customers.models import Customer
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition
from relationships.actions import establish_joint_relationships, establish_reseller_relationship
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import emails, policies
from subscriptions.actions.ordering import Line, place_order
from subscriptions.models import Order, OrderDraft
from subscriptions.states import DRAFT_TRANSITIONS, DraftStatus


@dataclass(frozen=True)
class NewCustomer:
    """What was typed about it. The first global admin is `admin`@domain; `mail_link` sends the contact a link to
    choose the password, instead of a temporary one that the partner sees once."""

    name: str
    domain: str
    country: Country
    details: Details
    admin: str = "admin"
    mail_link: bool = False


@dataclass(frozen=True)
class Attestation:
    """Reference 3.4: who of the customer accepted which agreement, and when; names as `attest_mca` takes them."""

    agreement: Agreement
    signer: dict[str, Any]


@transaction.atomic
def submit_new_customer(
    *,
    draft: OrderDraft,
    customer: NewCustomer,
    lines: Sequence[Line],
    by: Actor,
    reseller: Tenant | None = None,
    attestation: Attestation | None = None,
) -> Order:
    """S000-49: organisation, details, first global admin, relationships, agreement, order and subscriptions.

    With `reseller` the provider serves the customer together with it, and it gets the admin rights (S000-27, S000-42,
    S000-43, S000-54); alone the partner gets them. Without `attestation` the customer is asked for its agreement, and
    the order waits for it. Sent twice, the second returns the first one's order.

    Raises DomainError: not_seller, mpa_unsigned, other_region, domain_taken, email_taken, and those of place_order;
    DomainErrors of the country's rules; StaleState where the draft was cancelled.
    """
    held = _held(draft)
    if held.order:
        return held.order
    partner: Tenant = by.tenant
    policies.require_may_create_customer(partner, customer.country)
    if reseller:
        policies.require_reseller_of_record(partner, reseller, keep=True)
    tenant, setup, relationship = _found(partner, customer, reseller, by=by)
    if attestation:
        attest_customer_agreement(
            customer=tenant, agreement=attestation.agreement, by=by, **attestation.signer
        )
        relationship.refresh_from_db()
    order = place_order(
        relationship=relationship,
        lines=lines,
        by=by,
        key=f"draft:{held.public_id}",
        reseller=reseller,
        setup=setup,
        may_wait=True,
    )
    _close_draft(draft=held, order=order)
    if attestation is None:
        emails.ask_for_agreement(order, to=customer.details)
    if customer.mail_link:
        emails.send_password_link(order, setup, to=customer.details)
    return order


def _held(draft: OrderDraft) -> OrderDraft:
    """Its order is read after the lock: who waited for it would have joined what was there before."""
    return OrderDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)


def _close_draft(*, draft: OrderDraft, order: Order) -> None:
    """What was typed is forgotten: it has become an order. Raises StaleState where the draft was cancelled."""
    stamps = {"order": order, "data": {}}
    transition(draft, DraftStatus.SUBMITTED, table=DRAFT_TRANSITIONS, stamps=stamps)


def _found(
    partner: Tenant, new: NewCustomer, reseller: Tenant | None, *, by: Actor
) -> tuple[Tenant, TemporaryPassword, ResellerRelationship]:
    with tenancy.system(reason="a new customer of a partner"):
        admin = create_user(
            email=f"{new.admin}@{new.domain}",
            full_name=Customer(**new.details.as_dict()).contact_name,
            language=new.details.language,
            by=by,
        )
        tenant = create_customer(
            name=new.name,
            domain=new.domain,
            country=new.country,
            cloud=Cloud(partner.cloud),
            details=new.details,
            admin=admin,
            by=by,
        )
        place_in_directory(user=admin, directory=tenant, by=by)
        relationship = _relate(partner, tenant, reseller, by=by)
        mailed_to = new.details.email if new.mail_link else ""
        setup = issue_temporary_password(user=admin, issuer=partner, by=by, mailed_to=mailed_to)
    return tenant, setup, relationship


def _relate(partner: Tenant, customer: Tenant, reseller: Tenant | None, *, by: Actor) -> ResellerRelationship:
    if reseller is None:
        return establish_reseller_relationship(
            partner=partner, customer=customer, capacity=Capacity.DIRECT, admin_access=True, by=by
        )
    orders, _manages = establish_joint_relationships(
        provider=partner, reseller=reseller, customer=customer, admin_access=True, by=by
    )
    return orders


@transaction.atomic
def submit_order(
    *,
    draft: OrderDraft,
    relationship: ResellerRelationship,
    lines: Sequence[Line],
    by: Actor,
    reseller: Tenant | None = None,
) -> Order:
    """S000-57 to S000-61: the same for a customer that the partner has. Raises DomainError as place_order, StaleState."""
    held = _held(draft)
    if held.order:
        return held.order
    if relationship.customer_id != held.customer_id:
        raise DomainError("other_customer", _("This draft is for another customer."))
    order = place_order(
        relationship=relationship, lines=lines, by=by, key=f"draft:{held.public_id}", reseller=reseller
    )
    _close_draft(draft=held, order=order)
    return order


@transaction.atomic
def cancel_draft(*, draft: OrderDraft) -> None:
    """S000-50, D7: nothing was made, so nothing is left. Raises StaleState, DomainError("transition_refused")."""
    transition(draft, DraftStatus.CANCELLED, table=DRAFT_TRANSITIONS, stamps={"data": {}})
