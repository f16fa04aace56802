"""Building the demo's organisations and people, through the same actions as everybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import actions
from accounts.codes import code_of
from accounts.models import Agreement, Country, Membership, PartnerProfile, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind, Programme, TenantKind
from customers.actions import change_details
from customers.details import Details
from partnercenter.core.actor import Actor, OperatorActor, SystemActor
from partnercenter.demo import ageing, catalogue, world
from partnercenter.demo.partners import company_of
from partnercenter.demo.shapes import Organisation, Person

TEXTS = Path(__file__).resolve().parent / "texts"


def create_operators(password: str) -> OperatorActor:
    """Operators stand outside tenants; what they may do hangs on their group. Returns the one who acts."""
    users = []
    for email, name, group in (world.OPERATOR, world.AUDITOR):
        user = actions.create_user(
            email=email, full_name=name, encoded_password=password, is_staff=True, by=SystemActor("demo")
        )
        user.groups.set(Group.objects.filter(name=group))
        users.append(user)
    return OperatorActor(users[0], reason="Demo world")


def publish_agreements(by: OperatorActor) -> Agreement:
    """One version of each agreement; returns the MPA."""
    published = {}
    for kind in AgreementKind:
        title, _, text = (TEXTS / f"{kind}.txt").read_text(encoding="utf-8").partition("\n\n")
        published[kind] = actions.publish_agreement(kind=kind, title=title.strip(), text=text.strip(), by=by)
    return published[AgreementKind.MPA]


def create_all() -> OperatorActor:
    """Operators, agreements, and every organisation with its people and programme roles. Returns the operator."""
    forget()
    password = make_password(world.PASSWORD)  # hashed once: hashing is slow on purpose
    by = create_operators(password)
    mpa = publish_agreements(by)
    catalogue.fill(by)
    for organisation in world.ORGANISATIONS:
        tenant = _create_tenant(organisation, by)
        for person in organisation.people:
            _add(person, tenant, organisation, password, by)
        if organisation.kind == TenantKind.PARTNER:
            _become_partner(organisation, tenant, mpa, by)
        if organisation.details:
            _fill_in(organisation.slug, organisation.details)
    ageing.forget_mails()
    forget()
    return by


def forget() -> None:
    """From here on organisations and people stay as they are: the story reads each of them once."""
    tenant.cache_clear()
    member.cache_clear()


def _create_tenant(organisation: Organisation, by: OperatorActor) -> Tenant:
    return actions.create_tenant(
        name=organisation.name,
        domain=organisation.domain,
        slug=organisation.slug,
        kind=organisation.kind,
        country=Country.objects.get(code=organisation.country),
        company_group=organisation.company_group,
        by=by,
    )


def _add(
    person: Person, tenant: Tenant, organisation: Organisation, password: str, by: OperatorActor
) -> None:
    email = address(person, organisation)
    user = User.objects.filter(email=email).first() or actions.create_user(
        email=email,
        full_name=person.name,
        language=organisation.language,
        encoded_password=password,
        by=by,
    )
    actions.add_member(tenant=tenant, user=user, roles=person.roles, by=by)
    if organisation.kind == TenantKind.CUSTOMER:  # its admins may reset its people's passwords
        actions.place_in_directory(user=user, directory=tenant, by=by)


def address(person: Person, organisation: Organisation) -> str:
    return person.local if "@" in person.local else f"{person.local}@{organisation.domain}"


def _become_partner(organisation: Organisation, tenant: Tenant, mpa: Agreement, by: OperatorActor) -> None:
    admin = global_admin(organisation.slug)
    profile = actions.create_partner_profile(
        tenant=tenant,
        global_account_id=str(int(organisation.mpn_id) + 2_000_000),
        mpn_id=organisation.mpn_id,
        primary_contact=admin.user.email,
        by=by,
    )
    contact = admin.user
    actions.save_company(
        tenant=tenant,
        company=company_of(organisation.slug, contact.full_name, contact.email),
        mpn_email=f"partners@{organisation.domain}",
        by=admin,
    )
    _confirm(profile, contact, admin)
    _enrol(organisation, profile, admin, by)
    if organisation.signs_mpa:
        actions.sign_mpa(agreement=mpa, by=admin)


def _confirm(profile: PartnerProfile, contact: User, admin: Actor) -> None:
    """The code that was mailed to the primary contact has come back."""
    tenant, asked_from = profile.tenant, f"demo {profile.pk}"
    row = actions.send_mailbox_code(
        address=contact.email, language=contact.language, network=asked_from, by=admin, tenant=tenant
    )
    actions.confirm_contact(profile=profile, asked=[row.public_id], code=code_of(row), by=admin)


def _enrol(organisation: Organisation, profile: PartnerProfile, admin: Actor, by: OperatorActor) -> None:
    """A partner without a programme role has applied for one, and waits for an operator."""
    wanted = organisation.programme or Programme.INDIRECT_PROVIDER
    enrolment = actions.apply_for_enrolment(tenant=profile.tenant, programme=wanted, by=admin)
    if organisation.programme and enrolment.is_waiting:
        actions.approve_enrolment(enrolment=enrolment, by=by)
    ageing.older_application(enrolment, organisation.applied_days_ago)
    if organisation.leaves_direct_bill:
        actions.identify_for_offboarding(profile=profile, by=by)
    if organisation.enrols_as_reseller:
        _go_over(organisation, profile.tenant, admin, by)


def _go_over(organisation: Organisation, tenant: Tenant, admin: Actor, by: OperatorActor) -> None:
    """S001: from direct-bill to both."""
    also = actions.apply_for_enrolment(tenant=tenant, programme=Programme.INDIRECT_RESELLER, by=admin)
    if also.is_waiting:
        actions.approve_enrolment(enrolment=also, by=by)
    if not organisation.becomes_reseller:
        return
    agreement = Agreement.objects.current(AgreementKind.INDIRECT_RESELLER)
    assert agreement is not None  # noqa: S101  published before
    actions.accept_reseller_agreement(agreement=agreement, by=admin)


def _fill_in(slug: str, details: Details) -> None:
    """A customer's first details, by its own global admin."""
    admin = global_admin(slug)
    change_details(customer=admin.tenant, version=0, details=details, by=admin)


@cache
def tenant(slug: str) -> Tenant:
    return Tenant.objects.select_related("profile", "country__region").get(slug=slug)


@cache
def member(slug: str, *roles: Role) -> Actor:
    """A person of the organisation in one of the roles, acting there; the first one added."""
    membership = Membership.objects.with_role(*roles).filter(tenant__slug=slug).order_by("id")[0]
    return Actor(membership.user, tenant(slug), frozenset(map(Role, membership.current_roles)))


def global_admin(slug: str) -> Actor:
    return member(slug, Role.GLOBAL_ADMIN)
