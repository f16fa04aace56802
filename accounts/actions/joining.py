"""A company joins the programme: everything it begins with, or nothing (S000-11, reference 3.2)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actions.company import save_company
from accounts.actions.enrolment import apply_for_enrolment
from accounts.actions.members import add_member
from accounts.actions.people import create_user
from accounts.actions.programme import create_partner_profile
from accounts.actions.tenants import create_tenant
from accounts.company import Company
from accounts.models import Country, Enrolment, MailboxCode, PartnerProfile, User
from accounts.permissions import Role
from accounts.policies import programme as rules
from accounts.states import Programme, TenantKind
from partnercenter.core import audit
from partnercenter.core.actor import Actor, SystemActor
from partnercenter.core.addresses import address_key
from partnercenter.core.errors import DomainError

APPLICANT = SystemActor("applicant")


@dataclass(frozen=True)
class Application:
    """What was typed. `mpn_id` may come later; `key` is that of the form: sent twice, it is one application."""

    key: uuid.UUID
    programme: Programme
    name: str
    domain: str
    country: Country
    company: Company
    global_account_id: str
    mpn_email: str
    language: str
    mpn_id: str = ""

    @property
    def contact_name(self) -> str:
        return f"{self.company.first_name} {self.company.last_name}"


@transaction.atomic
def join_programme(
    *, application: Application, proof: str, user: User | None = None, full_name: str = "", password: str = ""
) -> Enrolment:
    """Organisation, profile, location, enrolment; and a person who is its global admin: `user`, or a new account at the
    primary contact's mailbox. `proof`: public id of the code that has come back from there within the last hour. In system scope.

    Raises DomainError: unproven, free_mailbox, foreign_mailbox, domain_taken, email_taken, global_id, mpn_taken;
    DomainErrors of the country.
    """
    company = application.company
    # Sent twice at once, the second one waits here.
    found = MailboxCode.objects.proving(proof).select_for_update(of=("self",)).first()
    if known := Enrolment.objects.filter(key=application.key).first():
        return known
    _use_up(found, company.email)
    rules.require_company_mailbox(company.email, application.domain)
    tenant = create_tenant(
        name=application.name,
        domain=application.domain,
        kind=TenantKind.PARTNER,
        country=application.country,
        by=APPLICANT,
    )
    admin = user or create_user(
        email=company.email,
        full_name=full_name or application.contact_name,
        password=password,
        language=application.language,
        by=APPLICANT,
    )
    by = Actor(admin, tenant, frozenset({Role.GLOBAL_ADMIN}))
    add_member(tenant=tenant, user=admin, roles=[Role.GLOBAL_ADMIN], by=by)
    create_partner_profile(
        tenant=tenant,
        global_account_id=application.global_account_id,
        mpn_id=application.mpn_id,
        mpn_email=application.mpn_email,
        primary_contact=company.email,
        by=by,
    )
    save_company(tenant=tenant, company=company, mpn_email=application.mpn_email, by=by)
    PartnerProfile.objects.filter(tenant=tenant).update(contact_confirmed_at=Now())
    audit.record("tenant.joined", by=by, target=tenant)
    return apply_for_enrolment(
        tenant=tenant,
        programme=application.programme,
        primary_contact=company.email,
        language=application.language,
        key=application.key,
        by=by,
    )


def _use_up(proof: MailboxCode | None, address: str) -> None:
    """The mailbox is the applicant's: a code that was sent there has come back, to the browser that asked for it. It counts
    for one application."""
    if proof is None or address_key(proof.address) != address_key(address):
        raise DomainError("unproven", _("Confirm the address of the primary contact first."), "email")
    MailboxCode.objects.filter(pk=proof.pk).delete()
