"""What a partner is in the programme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Enrolment,
    Location,
    PartnerProfile,
    Tenant,
)
from accounts.policies import (
    require_onboarded,
    require_partner_kind,
    require_programme,
    require_programmes_compatible,
    require_transition,
)
from accounts.states import (
    ENROLMENT_TRANSITIONS,
    EnrolmentStatus,
    Programme,
)
from partnercenter.core import audit
from partnercenter.core.actor import AnyActor, OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition


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
    """Onboard a partner tenant: profile, and the one location whose MPN ID it transacts with (S000-23).

    Raises DomainError: not_partner (S004-14), partner_already, mpn_taken.
    """
    require_partner_kind(tenant)
    profile = PartnerProfile(
        tenant=tenant,
        global_account_id=global_account_id,
        primary_contact=primary_contact,
        description=description,
        website=website,
        services=list(services),
    )
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        message = _("%(name)s is set up as a partner already.") % {"name": tenant}
        raise DomainError("partner_already", message) from error
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
def apply_for_enrolment(*, tenant: Tenant, programme: Programme, by: AnyActor) -> Enrolment:
    """S001, S000-11: ask to hold a programme role; an operator decides."""
    require_partner_kind(tenant)
    enrolment = Enrolment.objects.create(tenant=tenant, programme=programme, applied_by=by.user)
    audit.record(
        "enrolment.applied", by=by, target=enrolment, tenant=tenant, changes={"programme": ["", programme]}
    )
    return enrolment


@transaction.atomic
def approve_enrolment(*, enrolment: Enrolment, by: AnyActor) -> None:
    """The tenant now holds the role.

    Raises DomainError: not_onboarded (S000-11), and where the roles exclude one another (D14).
    """
    profiles = PartnerProfile.objects.select_for_update(of=("self",), no_key=True)
    profile = require_onboarded(profiles.filter(tenant=enrolment.tenant).first(), enrolment.tenant)
    programmes = {*profile.programmes, enrolment.programme}
    require_programmes_compatible(programmes)
    require_transition(profile, enrolment.programme)
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
    """S001-7: only partners so identified may move from direct-bill to indirect reseller.

    Raises DomainError: not_direct_bill, unchanged.
    """
    row = PartnerProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
    require_programme(row, Programme.DIRECT_BILL, "not_direct_bill")
    if row.offboarding_since is not None:
        raise DomainError("unchanged", _("Somebody did this already."))
    PartnerProfile.objects.filter(pk=profile.pk).update(offboarding_since=Now())
    audit.record("partner.identified_for_offboarding", by=by, target=profile, tenant=profile.tenant)


@transaction.atomic
def list_provider(*, profile: PartnerProfile, listed: bool, by: AnyActor) -> None:
    """S000-7: the entry in the public list is the operator's to change. Raises DomainError: not_provider, unchanged."""
    row = PartnerProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
    if listed:
        require_programme(row, Programme.INDIRECT_PROVIDER, "not_provider")
    if row.is_listed == listed:
        raise DomainError("unchanged", _("Somebody did this already."))
    PartnerProfile.objects.filter(pk=profile.pk).update(is_listed=listed)
    audit.record(
        "partner.listed" if listed else "partner.unlisted", by=by, target=profile, tenant=profile.tenant
    )


@transaction.atomic
def describe_partner(*, profile: PartnerProfile, by: AnyActor, **words: Any) -> None:
    """S000-7: description, website and services of the entry in the public list."""
    changes = {
        name: [getattr(profile, name), new] for name, new in words.items() if getattr(profile, name) != new
    }
    if not changes:
        return
    PartnerProfile.objects.filter(pk=profile.pk).update(**words)
    audit.record("partner.described", by=by, target=profile, tenant=profile.tenant, changes=changes)
