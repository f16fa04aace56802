"""Every write to accounts: change and audit event in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Agreement,
    AgreementAcceptance,
    Country,
    Enrolment,
    Location,
    Membership,
    PartnerProfile,
    Region,
    Tenant,
    User,
)
from accounts.policies import require_programmes_compatible
from accounts.renames import after_rename
from accounts.states import (
    ENROLMENT_TRANSITIONS,
    AgreementKind,
    Cloud,
    EnrolmentStatus,
    Programme,
    TenantKind,
)
from partnercenter.core import audit
from partnercenter.core.actor import Actor, AnyActor, OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition


@transaction.atomic
def create_tenant(
    *,
    name: str,
    domain: str,
    kind: TenantKind,
    country: Country,
    by: AnyActor,
    slug: str = "",
    cloud: Cloud = Cloud.PUBLIC,
    company_group: str = "",
) -> Tenant:
    """A new organisation. Raises DomainError("domain_taken") without saying whose the domain is (situation C-070)."""
    tenant = Tenant(
        name=name,
        domain=domain.lower(),
        kind=kind,
        country=country,
        cloud=cloud,
        company_group=company_group,
        slug=slug or slugify(domain.split(".")[0]),
    )
    try:
        with transaction.atomic():
            tenant.save()
    except IntegrityError as error:
        raise DomainError(
            "domain_taken", _("This domain cannot be used. Choose another one."), "domain"
        ) from error
    audit.record("tenant.created", by=by, target=tenant, tenant=tenant)
    return tenant


@transaction.atomic
def create_partner_profile(
    *,
    tenant: Tenant,
    global_account_id: str,
    mpn_id: str,
    primary_contact: str,
    by: AnyActor,
    description: str = "",
    website: str = "",
    services: Iterable[str] = (),
) -> PartnerProfile:
    """Onboard a partner tenant: profile, and the one location whose MPN ID it transacts with (S000-23)."""
    profile = PartnerProfile.objects.create(
        tenant=tenant,
        global_account_id=global_account_id,
        primary_contact=primary_contact,
        description=description,
        website=website,
        services=list(services),
    )
    location = Location(tenant=tenant, name=tenant.name, mpn_id=mpn_id, country=tenant.country)
    try:
        with transaction.atomic():
            location.save()
    except IntegrityError as error:
        raise DomainError("mpn_taken", _("This MPN ID cannot be used. Check it."), "mpn_id") from error
    audit.record(
        "partner_profile.created", by=by, target=profile, tenant=tenant, changes={"mpn_id": ["", mpn_id]}
    )
    return profile


@transaction.atomic
def rename_tenant(*, tenant: Tenant, name: str, by: AnyActor) -> None:
    old = tenant.name
    tenant.name = name
    tenant.save(update_fields=["name", "name_key"])
    for follow in after_rename:
        follow(tenant)
    audit.record("tenant.renamed", by=by, target=tenant, tenant=tenant, changes={"name": [old, name]})


@transaction.atomic
def create_user(
    *,
    email: str,
    full_name: str,
    by: AnyActor,
    password: str | None = None,
    encoded_password: str = "",
    language: str = "en",
    is_staff: bool = False,
) -> User:
    """A person. `encoded_password`: made elsewhere by a known hasher; without any, the person resets it first.

    Raises DomainError("email_taken").
    """
    encoded = encoded_password or make_password(password)
    user = User(email=email, full_name=full_name, language=language, is_staff=is_staff, password=encoded)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise DomainError("email_taken", _("This address has an account already."), "email") from error
    audit.record("user.created", by=by, target=user)
    return user


@transaction.atomic
def add_member(*, tenant: Tenant, user: User, roles: Iterable[str], by: AnyActor) -> Membership:
    """Raises DomainError("already_member")."""
    membership = Membership(tenant=tenant, user=user, roles=sorted(roles))
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        message = _("%(person)s belongs to this organisation already. Change the roles instead.")
        raise DomainError("already_member", message % {"person": user}, "user") from error
    audit.record(
        "member.added", by=by, target=membership, tenant=tenant, changes={"roles": [[], membership.roles]}
    )
    return membership


@transaction.atomic
def apply_for_enrolment(*, tenant: Tenant, programme: Programme, by: AnyActor) -> Enrolment:
    """S001, S000-11: ask to hold a programme role; an operator decides."""
    enrolment = Enrolment.objects.create(tenant=tenant, programme=programme, applied_by=by.user)
    audit.record(
        "enrolment.applied", by=by, target=enrolment, tenant=tenant, changes={"programme": ["", programme]}
    )
    return enrolment


@transaction.atomic
def approve_enrolment(*, enrolment: Enrolment, by: AnyActor) -> None:
    """The tenant now holds the role. Raises DomainError where the roles exclude one another (D14)."""
    profile = PartnerProfile.objects.select_for_update(of=("self",), no_key=True).get(tenant=enrolment.tenant)
    programmes = {*profile.programmes, enrolment.programme}
    require_programmes_compatible(programmes)
    _decide(enrolment, EnrolmentStatus.APPROVED, by=by)
    PartnerProfile.objects.filter(pk=profile.pk).update(programmes=sorted(programmes))


@transaction.atomic
def reject_enrolment(*, enrolment: Enrolment, by: AnyActor) -> None:
    _decide(enrolment, EnrolmentStatus.REJECTED, by=by)


def _decide(enrolment: Enrolment, status: EnrolmentStatus, *, by: AnyActor) -> None:
    old = enrolment.status
    stamps = {"decided_at": Now(), "decided_by": by.user, "decision_reason": by.reason}
    transition(enrolment, status, table=ENROLMENT_TRANSITIONS, stamps=stamps)
    audit.record(
        f"enrolment.{status}",
        by=by,
        target=enrolment,
        tenant=enrolment.tenant,
        changes={"status": [old, status]},
    )


@transaction.atomic
def identify_for_offboarding(*, profile: PartnerProfile, by: OperatorActor) -> None:
    """S001-7: only partners so identified may move from direct-bill to indirect reseller."""
    PartnerProfile.objects.filter(pk=profile.pk, offboarding_since__isnull=True).update(
        offboarding_since=Now()
    )
    audit.record("partner.identified_for_offboarding", by=by, target=profile, tenant=profile.tenant)


@transaction.atomic
def list_provider(*, profile: PartnerProfile, listed: bool, by: AnyActor) -> None:
    """S000-7: the entry in the public list is the operator's to change."""
    PartnerProfile.objects.filter(pk=profile.pk).update(is_listed=listed)
    audit.record(
        "partner.listed" if listed else "partner.unlisted", by=by, target=profile, tenant=profile.tenant
    )


@transaction.atomic
def publish_agreement(*, kind: AgreementKind, title: str, text: str, by: AnyActor) -> Agreement:
    """A new version; earlier ones stay as they were accepted."""
    newest = Agreement.objects.current(kind)
    agreement = Agreement.objects.create(
        kind=kind, version=newest.version + 1 if newest else 1, title=title, text=text
    )
    audit.record(
        "agreement.published", by=by, target=agreement, changes={"version": [None, agreement.version]}
    )
    return agreement


@transaction.atomic
def sign_mpa(*, agreement: Agreement, by: Actor) -> AgreementAcceptance:
    """S004-5: the global admin signs for the organisation. Signing the same version twice is one acceptance."""
    acceptance, created = AgreementAcceptance.objects.get_or_create(
        tenant=by.tenant,
        agreement=agreement,
        defaults={"kind": agreement.kind, "accepted_by": by.user, "signer_name": by.user.full_name},
    )
    if created:
        audit.record(
            "agreement.accepted", by=by, target=acceptance, changes={"version": [None, agreement.version]}
        )
    return acceptance


@transaction.atomic
def set_active(*, user: User, active: bool, by: OperatorActor) -> None:
    """Closed accounts have no session from the next request on; what the person did stays."""
    if User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active) != 1:
        raise DomainError("unchanged", _("Somebody did this already."))
    audit.record("user.opened" if active else "user.closed", by=by, target=user)


@transaction.atomic
def set_operator_groups(*, user: User, groups: Iterable[Group], by: OperatorActor) -> None:
    """What an operator may do hangs on groups; without any the person is no operator."""
    wanted = list(groups)
    old = sorted(user.groups.values_list("name", flat=True))
    user.groups.set(wanted)
    User.objects.filter(pk=user.pk).update(is_staff=bool(wanted))
    new = sorted(group.name for group in wanted)
    audit.record("user.operator_groups_changed", by=by, target=user, changes={"groups": [old, new]})


@transaction.atomic
def change_roles(*, membership: Membership, roles: Iterable[str], by: AnyActor) -> None:
    """Effective from the person's next request on."""
    old, new = membership.roles, sorted(roles)
    Membership.objects.filter(pk=membership.pk).update(roles=new)
    membership.roles = new
    audit.record(
        "member.roles_changed",
        by=by,
        target=membership,
        tenant=membership.tenant,
        changes={"roles": [old, new]},
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: AnyActor) -> None:
    """The person leaves the organisation; the account stays."""
    changes = {"roles": [membership.roles, []], "person": [membership.user.email, ""]}
    audit.record("member.removed", by=by, target=membership, tenant=membership.tenant, changes=changes)
    Membership.objects.filter(pk=membership.pk).delete()


@transaction.atomic
def set_company_group(*, tenant: Tenant, company_group: str, by: OperatorActor) -> None:
    """D12: organisations of one company group are affiliates."""
    changes = {"company_group": [tenant.company_group, company_group]}
    Tenant.objects.filter(pk=tenant.pk).update(company_group=company_group)
    audit.record("tenant.company_group_changed", by=by, target=tenant, tenant=tenant, changes=changes)


@transaction.atomic
def describe_partner(*, profile: PartnerProfile, by: AnyActor, **words: Any) -> None:
    """S000-7: description, website and services of the entry in the public list."""
    changes = {
        name: [getattr(profile, name), new] for name, new in words.items() if getattr(profile, name) != new
    }
    PartnerProfile.objects.filter(pk=profile.pk).update(**words)
    audit.record("partner.described", by=by, target=profile, tenant=profile.tenant, changes=changes)


@transaction.atomic
def save_country(*, code: str, name: str, currency: str, region: Region, by: OperatorActor) -> Country:
    """A new country, or the facts of a known one: the programme's list changes over the years (S004-21, S004-22)."""
    old = Country.objects.select_related("region").filter(code=code).first()
    words: dict[str, Any] = {"name": name, "currency": currency, "region": region}
    changes = {key: [str(getattr(old, key)) if old else None, str(value)] for key, value in words.items()}
    country, _created = Country.objects.update_or_create(code=code, defaults=words)
    audit.record("country.saved", by=by, target=region, changes={"code": [code, code], **changes})
    return country


@transaction.atomic
def save_region(*, name: str, by: OperatorActor, region: Region | None = None) -> Region:
    """A new region, or a new name for a known one. Raises DomainError("name_taken")."""
    old = region.name if region else ""
    saved = Region(pk=region.pk if region else None, name=name)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise DomainError("name_taken", _("There is a region of this name already."), "name") from error
    audit.record("region.saved", by=by, target=saved, changes={"name": [old, name]})
    return saved
