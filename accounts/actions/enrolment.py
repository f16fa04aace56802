"""Enrolling in the programme: applied for, approved by rule or decided by an operator; and the transition (S001)."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import emails_enrolment as emails
from accounts.actions.agreements import accept_agreement
from accounts.models import Agreement, Enrolment, PartnerProfile, Tenant
from accounts.policies import programme as rules
from accounts.policies import (
    require_not_suspended,
    require_onboarded,
    require_partner_kind,
    require_programmes_compatible,
)
from accounts.states import ENROLMENT_TRANSITIONS, EnrolmentStatus, Programme
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, AnyActor, SystemActor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition

BY_RULE = SystemActor("enrolment rules")


@transaction.atomic
def apply_for_enrolment(
    *,
    tenant: Tenant,
    programme: Programme,
    by: AnyActor,
    primary_contact: str = "",
    language: str = "",
    key: uuid.UUID | None = None,
) -> Enrolment:
    """S001-6, S000-11: ask to hold a programme role. Approved at once where every check passes; else an operator decides.

    `primary_contact` hears of it (S001-9); empty: that of the partner profile. The same `key` twice is the same enrolment.
    Raises DomainError: not_partner, not_onboarded, suspended, enrolled_already, not_identified, other_programme,
    applied_already; DomainErrors of what the profile lacks (S001-4).
    """
    require_partner_kind(tenant)
    profile = require_onboarded(_locked(tenant), tenant)
    tenant = profile.tenant  # as it is now
    require_not_suspended(tenant)
    if known := key and Enrolment.objects.filter(tenant=tenant, key=key).first():
        return known
    rules.require_may_apply(profile, programme)
    is_transition = rules.is_transition(profile, programme)
    if is_transition:
        rules.require_profile_current(tenant)
    enrolment = Enrolment(
        tenant=tenant,
        key=key,
        programme=programme,
        is_transition=is_transition,
        primary_contact=primary_contact or profile.primary_contact,
        language=language or (by.user.language if by.user else ""),
        applied_by=by.user,
    )
    _insert(enrolment)
    audit.record(
        "enrolment.applied", by=by, target=enrolment, tenant=tenant, changes={"programme": ["", programme]}
    )
    if _needs_a_person(enrolment):
        emails.tell_received(enrolment)
    else:
        approve_enrolment(enrolment=enrolment, by=BY_RULE)
    return enrolment


def _needs_a_person(enrolment: Enrolment) -> bool:
    with tenancy.system(reason="whether another organisation has this name"):
        return any(rules.remarks(enrolment))


def _locked(tenant: Tenant) -> PartnerProfile | None:
    """Whoever changes what the partner is waits for one another."""
    rows = PartnerProfile.objects.select_for_update(of=("self",), no_key=True).select_related(
        "tenant__country__region"
    )
    return rows.filter(tenant=tenant).first()


def _insert(enrolment: Enrolment) -> None:
    try:
        with transaction.atomic():
            enrolment.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError("applied_already", _("Your organisation has applied already.")) from error


@transaction.atomic
def approve_enrolment(*, enrolment: Enrolment, by: AnyActor) -> None:
    """The tenant now holds the role; of a transition, once its global admin accepts the agreement (S001-11, S001-12).

    Raises DomainError: not_onboarded (S000-11), suspended, and where the roles exclude one another (D14).
    """
    profile = require_onboarded(_locked(enrolment.tenant), enrolment.tenant)
    require_not_suspended(profile.tenant)
    programmes = {*profile.programmes, enrolment.programme}
    require_programmes_compatible(programmes)
    rules.require_transition(profile, enrolment)
    _decide(enrolment, EnrolmentStatus.APPROVED, by=by)
    if not enrolment.is_transition:
        PartnerProfile.objects.filter(pk=profile.pk).update(programmes=sorted(programmes))
    emails.tell_approved(enrolment)


@transaction.atomic
def reject_enrolment(*, enrolment: Enrolment, by: AnyActor, answer: str = "") -> None:
    """`answer` is what the applicant reads: why not, and what to mend before applying again."""
    _decide(enrolment, EnrolmentStatus.REJECTED, by=by, answer=answer)
    emails.tell_rejected(enrolment)


def _decide(enrolment: Enrolment, status: EnrolmentStatus, *, by: AnyActor, answer: str = "") -> None:
    old = enrolment.status
    stamps = {"decided_at": Now(), "decided_by": by.user, "decision_reason": by.reason, "answer": answer}
    transition(enrolment, status, table=ENROLMENT_TRANSITIONS, stamps=stamps)
    changes = {"status": [old, status]} | ({"answer": ["", answer]} if answer else {})
    audit.record(f"enrolment.{status}", by=by, target=enrolment, tenant=enrolment.tenant, changes=changes)


@transaction.atomic
def accept_reseller_agreement(*, agreement: Agreement, by: Actor) -> Enrolment:
    """S001-12, S001-13: the approved transition is complete; only from here on the partner is a reseller, too. Twice is once.

    Raises DomainError: not_reseller_agreement, wrong_role, suspended, nothing_to_accept.
    """
    rules.require_reseller_signer(agreement, by)
    profile = require_onboarded(_locked(by.tenant), by.tenant)
    require_not_suspended(profile.tenant)
    found = Enrolment.objects.filter(tenant=by.tenant, is_transition=True).alive().first()
    if found is None or found.status == EnrolmentStatus.APPLIED:
        raise DomainError(
            "nothing_to_accept", _("There is no approved enrolment that waits for this agreement.")
        )
    if found.status == EnrolmentStatus.ACCEPTED:
        return found
    accept_agreement(agreement=agreement, by=by)
    stamps = {"accepted_at": Now(), "accepted_by": by.user}
    transition(found, EnrolmentStatus.ACCEPTED, table=ENROLMENT_TRANSITIONS, stamps=stamps)
    both = sorted({*profile.programmes, found.programme})
    PartnerProfile.objects.filter(pk=profile.pk).update(programmes=both)
    audit.record(
        "enrolment.accepted",
        by=by,
        target=found,
        changes={
            "status": [EnrolmentStatus.APPROVED, EnrolmentStatus.ACCEPTED],
            "programmes": [profile.programmes, both],
        },
    )
    return found
