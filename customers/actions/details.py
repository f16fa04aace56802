"""A customer's account: made by itself, kept by itself and by the partners that serve it."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actions import add_member, attest_mca, create_tenant
from accounts.models import Agreement, AgreementAcceptance, Country, Tenant, User
from accounts.permissions import Role
from accounts.policies import require_not_suspended
from accounts.states import Cloud, TenantKind
from customers import emails, policies
from customers.details import Details
from customers.models import Customer
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import StaleState


@transaction.atomic
def create_customer(
    *,
    name: str,
    domain: str,
    country: Country,
    cloud: Cloud,
    details: Details,
    admin: User,
    by: AnyActor,
    company_group: str = "",
) -> Tenant:
    """S000-41, reference 3.3: a customer organisation with its details and its first global admin. In system scope.

    `company_group`: of the partner that makes it for its own use, whose affiliate it is (S004-17, D12).

    Raises DomainError("domain_taken"); DomainErrors of the country's rules.
    """
    tidy = policies.tidied(country.code, details)
    tenant = create_tenant(
        name=name,
        domain=domain,
        kind=TenantKind.CUSTOMER,
        country=country,
        cloud=cloud,
        company_group=company_group,
        by=by,
    )
    Customer(tenant=tenant, **tidy.as_dict()).save(force_insert=True)
    add_member(tenant=tenant, user=admin, roles=[Role.GLOBAL_ADMIN], by=by)
    audit.record("customer.created", by=by, target=tenant, tenant=tenant)
    return tenant


@transaction.atomic
def change_details(*, customer: Tenant, version: int, details: Details, by: AnyActor) -> None:
    """By the customer itself or by a partner that serves it; `version` is that of the page, 0 where there was nothing.

    Raises StaleState where somebody saved meanwhile, DomainError("not_serving"), DomainErrors of the country's rules.
    """
    partner = by.tenant if isinstance(by, Actor) and by.tenant != customer else None
    if partner:
        policies.require_serves(partner, customer)
    tidy = policies.tidied(customer.country_id, details)
    stored = Customer.objects.filter(pk=customer.pk).first()
    if (stored.version if stored else 0) != version:
        raise _stale()
    changes = Details.of(stored).changes_to(tidy) if stored else {}
    if stored and not changes:
        return
    _keep(customer, version, tidy)
    audit.record(
        "customer.details_changed",
        by=by,
        target=customer,
        tenant=customer,
        counterparty=partner,
        changes=changes or {name: ["", value] for name, value in tidy.as_dict().items() if value},
    )


def _keep(customer: Tenant, version: int, details: Details) -> None:
    """Compare and set; the first details of a customer are a row of their own."""
    values = details.as_dict()
    if not version:
        try:
            with transaction.atomic():
                Customer(tenant=customer, **values).save(force_insert=True)
        except IntegrityError as error:
            raise _stale() from error
        return
    rows = Customer.objects.filter(pk=customer.pk, version=version)
    if rows.update(**values, version=version + 1, changed_at=Now()) != 1:
        raise _stale()


def _stale() -> StaleState:
    return StaleState("stale", _("Somebody changed these details meanwhile."))


@transaction.atomic
def attest_customer_agreement(
    *,
    customer: Tenant,
    agreement: Agreement,
    signer_name: str,
    signer_email: str,
    signer_phone: str,
    agreed_on: date,
    by: Actor,
) -> AgreementAcceptance:
    """Reference 3.4: the partner that orders says who of the customer accepted the MCA, and when.

    Raises DomainError: not_serving, as_reseller, suspended, accepted_already, not_mca, future_date, attested_already.
    """
    policies.require_orders_for(by.tenant, customer)
    require_not_suspended(customer)
    policies.require_unaccepted(customer)
    acceptance = attest_mca(
        agreement=agreement,
        customer=customer,
        signer_name=signer_name,
        signer_email=signer_email,
        signer_phone=signer_phone,
        agreed_on=agreed_on,
        by=by,
    )
    emails.tell_attested(acceptance, partner=by.tenant, attester=by.user)
    return acceptance
