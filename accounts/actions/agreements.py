"""Agreements and who accepted them."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.followers import after_customer_agreement
from accounts.models import Agreement, AgreementAcceptance, Tenant
from accounts.querysets import customer_agreement_of
from accounts.states import AgreementKind
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError


@transaction.atomic
def publish_agreement(*, kind: AgreementKind, title: str, text: str, by: AnyActor) -> Agreement:
    """A new version; earlier ones stay as they were accepted.

    Raises DomainError("published_meanwhile"): who publishes over a version has seen it.
    """
    newest = Agreement.objects.current(kind)
    agreement = Agreement(kind=kind, version=newest.version + 1 if newest else 1, title=title, text=text)
    try:
        with transaction.atomic():
            agreement.save(force_insert=True)
    except IntegrityError as error:
        message = _("Somebody published a new version at the same moment. Read it before you publish yours.")
        raise DomainError("published_meanwhile", message) from error
    audit.record(
        "agreement.published", by=by, target=agreement, changes={"version": [None, agreement.version]}
    )
    return agreement


@transaction.atomic
def sign_mpa(*, agreement: Agreement, by: Actor) -> AgreementAcceptance:
    """S004-5: the global admin signs for the organisation. Signing the same version twice is one acceptance.

    Raises DomainError: not_mpa, not_partner, wrong_role, no_location.
    """
    policies.require_mpa_signer(agreement, by)
    policies.require_location(by.tenant)
    return accept_agreement(agreement=agreement, by=by)


@transaction.atomic
def accept_mca(*, agreement: Agreement, by: Actor) -> AgreementAcceptance:
    """S002-12: the customer's global admin accepts for the organisation. The same version twice is one acceptance.

    Raises DomainError: not_mca, not_customer, wrong_role.
    """
    policies.require_mca_signer(agreement, by)
    acceptance = accept_agreement(agreement=agreement, by=by)
    _tell_followers(by.tenant)
    return acceptance


@transaction.atomic
def accept_agreement(*, agreement: Agreement, by: Actor) -> AgreementAcceptance:
    """Write down that the organisation accepts, for its region; whether it may is the caller's to know. Twice is once."""
    acceptance, created = AgreementAcceptance.objects.get_or_create(
        tenant=by.tenant,
        agreement=agreement,
        region=by.tenant.region,
        attesting_partner=None,
        defaults={"kind": agreement.kind, "accepted_by": by.user, "signer_name": by.user.full_name},
    )
    if created:
        audit.record(
            "agreement.accepted", by=by, target=acceptance, changes={"version": [None, agreement.version]}
        )
    return acceptance


@transaction.atomic
def attest_mca(
    *,
    agreement: Agreement,
    customer: Tenant,
    signer_name: str,
    signer_email: str,
    signer_phone: str,
    agreed_on: date,
    by: Actor,
) -> AgreementAcceptance:
    """Reference 3.4: the partner attests that a person of its customer accepted the MCA on the day `agreed_on`.

    Again only with another person. Raises DomainError: not_mca, future_date, attested_already.
    """
    person = {"signer_name": signer_name, "signer_email": signer_email, "signer_phone": signer_phone}
    policies.require_attestable(agreement, agreed_on)
    rows = AgreementAcceptance.objects.filter(
        tenant=customer, agreement=agreement, attesting_partner=by.tenant
    )
    policies.require_other_signer(rows.order_by("-id").first(), person)
    acceptance = AgreementAcceptance.objects.create(
        tenant=customer,
        region=customer.region,
        agreement=agreement,
        kind=agreement.kind,
        accepted_by=by.user,
        attesting_partner=by.tenant,
        agreed_on=agreed_on,
        **person,
    )
    audit.record(
        "agreement.attested",
        by=by,
        target=acceptance,
        tenant=customer,
        counterparty=by.tenant,
        changes={"version": [None, agreement.version]},
    )
    _tell_followers(customer)
    return acceptance


def _tell_followers(customer: Tenant) -> None:
    state = customer_agreement_of(customer)
    for follow in after_customer_agreement:
        follow(customer=customer, state=state)
