"""Enrolling: by rule at once, by an operator, and the way from direct-bill to both (S001), from which nobody returns."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions, business_days
from accounts.models import AgreementAcceptance, Enrolment, PartnerProfile, Tenant
from accounts.permissions import Role
from accounts.policies import programme as rules
from accounts.states import EnrolmentStatus, Programme
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.errors import DomainError, DomainErrors
from partnercenter.core.mailboxes import is_free_mailbox
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make

PROVIDER, RESELLER, DIRECT = Programme.INDIRECT_PROVIDER, Programme.INDIRECT_RESELLER, Programme.DIRECT_BILL
BOTH = ["direct_bill", "indirect_reseller"]


def operator() -> OperatorActor:
    return OperatorActor(make.UserFactory(is_staff=True), "asked for in writing")


def refused(code: str):
    return pytest.raises(DomainError, match=f"^{code}$")


def company(*programmes: str, **profile: object) -> Tenant:
    """A partner about which nothing is missing, as the middleware reads it."""
    tenant = make.TenantFactory(domain=f"{uuid.uuid4().hex[:8]}.example")
    facts = {"primary_contact": f"office@{tenant.domain}", "mpn_email": f"mpn@{tenant.domain}", **profile}
    facts.setdefault("contact_confirmed_at", timezone.now())
    make.PartnerProfileFactory(tenant=tenant, programmes=list(programmes), **facts)
    make.LegalProfileFactory(tenant=tenant)
    return again(tenant)


def again(tenant: Tenant) -> Tenant:
    return Tenant.objects.select_related("country__region", "profile").get(pk=tenant.pk)


def admin_of(tenant: Tenant, *roles: Role) -> Actor:
    return Actor(make.UserFactory(language="ko"), again(tenant), frozenset(roles or {Role.GLOBAL_ADMIN}))


def identified() -> Tenant:
    """A direct-bill partner that may go over."""
    tenant = company(DIRECT)
    actions.identify_for_offboarding(profile=tenant.profile, by=operator())
    return again(tenant)


def programmes_of(tenant: Tenant) -> list[str]:
    return PartnerProfile.objects.get(tenant=tenant).programmes


def apply(tenant: Tenant, programme: Programme = RESELLER, **more: object) -> Enrolment:
    enrolment = actions.apply_for_enrolment(tenant=tenant, programme=programme, by=admin_of(tenant), **more)
    return Enrolment.objects.get(pk=enrolment.pk)


# ------------------------------------------------------------------ by rule, or by an operator
@pytest.mark.rule("S001-8", "S000-11")
def test_a_reseller_about_which_nothing_is_open_is_enrolled_at_once(db):
    tenant = company()
    enrolment = apply(tenant)
    assert (enrolment.status, enrolment.decided_by) == ("approved", None)
    assert programmes_of(tenant) == [RESELLER]
    assert enrolment.held_since == enrolment.decided_at
    assert AuditEvent.objects.get(action="enrolment.approved").actor_kind == "system"


@pytest.mark.rule("S001-8")
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("no details", "company details are not complete"),
        ("no location", "no location with an MPN ID"),
        ("contact elsewhere", "Write an address at"),
        ("free mailbox", "is a mail provider"),
        ("unconfirmed", "has not been confirmed by mail"),
        ("namesake", "another organisation of this name"),
        ("name like an address", "ends like a web address"),
    ],
)
def test_what_is_open_an_operator_decides(db, what, words):
    tenant = company()
    if what == "no details":
        tenant.legal.delete()
    elif what == "no location":
        tenant.locations.all().delete()
    elif what == "contact elsewhere":
        PartnerProfile.objects.filter(tenant=tenant).update(primary_contact="kim@other.example")
    elif what == "free mailbox":
        PartnerProfile.objects.filter(tenant=tenant).update(primary_contact="kim@gmail.com")
    elif what == "unconfirmed":
        PartnerProfile.objects.filter(tenant=tenant).update(contact_confirmed_at=None)
    elif what == "namesake":
        make.TenantFactory(name=tenant.name.upper())
    else:
        actions.rename_tenant(tenant=tenant, name="contoso.com", by=operator())
    tenant = again(tenant)
    enrolment = apply(tenant)
    assert enrolment.is_waiting
    assert programmes_of(tenant) == []
    assert any(words in remark for remark in rules.remarks(enrolment))
    mail = OutgoingMail.objects.get(kind="enrolment_received")
    assert (mail.to_address, mail.language) == (enrolment.primary_contact, "ko")


def test_a_namesake_is_found_from_within_ones_own_scope(db):
    """Row-level security hides the other organisation from the applicant, not from the check."""
    tenant = company()
    make.TenantFactory(name=tenant.name)
    actor = admin_of(tenant)
    make.MembershipFactory(tenant=tenant, user=actor.user)
    with tenancy.acting(user_id=actor.user.pk, tenant_id=tenant.pk):
        enrolment = actions.apply_for_enrolment(tenant=tenant, programme=RESELLER, by=actor)
    assert enrolment.is_waiting


@pytest.mark.parametrize("programme", [PROVIDER, DIRECT])
def test_providers_and_direct_bill_partners_are_always_decided_by_an_operator(db, programme):
    tenant = company()
    enrolment = apply(tenant, programme)
    assert enrolment.is_waiting
    actions.approve_enrolment(enrolment=enrolment, by=operator())
    assert programmes_of(tenant) == [programme]


def test_one_application_at_a_time_and_one_role_a_partner(db):
    tenant = company()
    apply(tenant, PROVIDER)
    with refused("applied_already"), transaction.atomic():
        apply(tenant, PROVIDER)
    with refused("applied_already"), transaction.atomic():
        apply(tenant, DIRECT)
    holder = company(RESELLER)
    with refused("enrolled_already"), transaction.atomic():
        apply(holder, RESELLER)
    with refused("other_programme"), transaction.atomic():
        apply(holder, DIRECT)


def test_the_same_form_sent_twice_is_one_application(db):
    tenant, key = company(), uuid.uuid4()
    first, second = apply(tenant, PROVIDER, key=key), apply(tenant, PROVIDER, key=key)
    assert first == second
    assert OutgoingMail.objects.filter(kind="enrolment_received").count() == 1


def test_rejected_is_told_with_the_answer_and_may_apply_again(db):
    tenant = company()
    enrolment = apply(tenant, PROVIDER, primary_contact=f"head@{tenant.domain}")
    actions.reject_enrolment(enrolment=enrolment, by=operator(), answer="Name your warehouse.")
    mail = OutgoingMail.objects.get(kind="enrolment_rejected")
    assert mail.to_address == f"head@{tenant.domain}"
    assert "Name your warehouse." in mail.text
    assert f"/t/{tenant.slug}/settings/profile/program/" in mail.text
    assert apply(tenant, PROVIDER).is_waiting
    assert Enrolment.objects.filter(tenant=tenant).count() == 2


@pytest.mark.rule("S001-8")
@pytest.mark.parametrize(
    ("applied", "due", "looked", "left"),
    [
        ("2026-03-04 15:00", "2026-03-12", "2026-03-04 15:00", 5),  # a Wednesday
        ("2026-03-04 15:00", "2026-03-12", "2026-03-11 23:59", 0),
        ("2026-03-04 15:00", "2026-03-12", "2026-03-12 00:00", -1),
        ("2026-03-07 09:00", "2026-03-14", "2026-03-09 09:00", 4),  # a Saturday
        ("2026-03-06 09:00", "2026-03-14", "2026-03-14 09:00", -1),  # overdue on a Saturday
        ("2026-03-06 09:00", "2026-03-14", "2026-03-17 09:00", -2),
    ],
)
def test_five_business_days(applied, due, looked, left):
    """Counted in days of the portal's zone, weekends left out; the fifth is over at midnight."""
    moment = timezone.make_aware(datetime.fromisoformat(applied))
    ends = business_days.end_of(moment, 5)
    assert timezone.localtime(ends).isoformat()[:16] == f"{due}T00:00"
    assert business_days.left(timezone.make_aware(datetime.fromisoformat(looked)), ends) == left


def test_what_is_overdue_is_asked_of_the_database(db):
    late = make.EnrolmentFactory(due_at=timezone.now() - timedelta(minutes=1))
    make.EnrolmentFactory()
    make.EnrolmentFactory(due_at=late.due_at, status="rejected", decided_at=timezone.now())
    assert list(Enrolment.objects.overdue()) == [late]
    assert Enrolment.objects.waiting().count() == 2


# ------------------------------------------------------------------ the transition
@pytest.mark.rule("S001-7")
def test_only_who_is_identified_may_go_over(db):
    tenant = company(DIRECT)
    with refused("not_identified"), transaction.atomic():
        apply(tenant)
    actions.identify_for_offboarding(profile=tenant.profile, by=operator())
    assert apply(tenant).is_transition


@pytest.mark.rule("S001-4")
def test_profile_and_mpn_id_are_current_first(db):
    tenant = identified()
    tenant.legal.delete()
    tenant.locations.all().delete()
    PartnerProfile.objects.filter(tenant=tenant).update(mpn_email="", primary_contact="")
    with pytest.raises(DomainErrors) as missing, transaction.atomic():
        apply(tenant)
    assert [error.code for error in missing.value.errors] == ["company", "contact", "location", "mpn_email"]
    assert not Enrolment.objects.exists()


@pytest.mark.rule("S001-4")
def test_a_location_elsewhere_is_none_here(db):
    tenant = identified()
    tenant.locations.update(country="FR")
    with pytest.raises(DomainErrors) as missing:
        rules.require_profile_current(tenant)
    assert missing.value.code == "location"


@pytest.mark.rule("S001-9", "S001-11", "S001-12", "S001-13")
def test_approved_is_not_yet_a_reseller_and_the_agreement_makes_one(db):
    tenant = identified()
    enrolment = apply(tenant, primary_contact=f"head@{tenant.domain}")
    assert enrolment.is_waiting, "nobody has confirmed this address"
    actions.approve_enrolment(enrolment=enrolment, by=operator())
    assert enrolment.wants_agreement
    assert enrolment.held_since is None
    assert programmes_of(tenant) == [DIRECT], "S001-12: only the acceptance gives the role"
    mail = OutgoingMail.objects.get(kind="enrolment_approved")
    assert mail.to_address == f"head@{tenant.domain}"
    agreement = make.AgreementFactory(kind="indirect_reseller")
    actor = admin_of(tenant)
    for _twice in range(2):
        actions.accept_reseller_agreement(agreement=agreement, by=actor)
    assert programmes_of(tenant) == BOTH
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.accepted_by) == (EnrolmentStatus.ACCEPTED, actor.user)
    acceptance = AgreementAcceptance.objects.get(tenant=tenant)
    assert (acceptance.agreement, acceptance.region) == (agreement, tenant.region)
    assert AuditEvent.objects.filter(action="enrolment.accepted").count() == 1


@pytest.mark.rule("S001-12")
def test_what_there_is_to_accept_and_who_may(db):
    agreement, mpa = make.AgreementFactory(kind="indirect_reseller"), make.AgreementFactory(kind="mpa")
    tenant = identified()
    with refused("nothing_to_accept"):
        actions.accept_reseller_agreement(agreement=agreement, by=admin_of(tenant))
    PartnerProfile.objects.filter(tenant=tenant).update(primary_contact="kim@other.example")
    waiting = apply(tenant)
    with refused("nothing_to_accept"):
        actions.accept_reseller_agreement(agreement=agreement, by=admin_of(tenant))
    actions.approve_enrolment(enrolment=waiting, by=operator())
    with refused("wrong_role"):
        actions.accept_reseller_agreement(agreement=agreement, by=admin_of(tenant, Role.ADMIN_AGENT))
    with refused("not_reseller_agreement"):
        actions.accept_reseller_agreement(agreement=mpa, by=admin_of(tenant))
    assert programmes_of(tenant) == [DIRECT]


@pytest.mark.rule("D14")
def test_an_ordinary_enrolment_never_makes_a_dual_partner(db):
    """Applied for before the organisation was direct-bill: the operator rejects it, and the transition is the way."""
    tenant = identified()
    ordinary = make.EnrolmentFactory(tenant=tenant, programme=RESELLER)
    with refused("transition_only"), transaction.atomic():
        actions.approve_enrolment(enrolment=ordinary, by=operator())


# ------------------------------------------------------------------ never back
@pytest.fixture
def dual(db) -> Tenant:
    tenant = identified()
    apply(tenant)
    agreement = make.AgreementFactory(kind="indirect_reseller")
    actions.accept_reseller_agreement(agreement=agreement, by=admin_of(tenant))
    return again(tenant)


@pytest.mark.rule("S001-14", "D3")
@pytest.mark.parametrize("left", [[], [DIRECT], [RESELLER], [PROVIDER]])
def test_the_database_keeps_both_roles(dual, left):
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        PartnerProfile.objects.filter(tenant=dual).update(programmes=left)
    assert programmes_of(dual) == BOTH


@pytest.mark.rule("S001-14", "D3")
def test_the_database_keeps_the_profile_and_the_organisation(dual):
    for delete in (dual.profile.delete, dual.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            delete()
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        PartnerProfile.objects.filter(tenant=dual).update(tenant=make.TenantFactory())
    PartnerProfile.objects.filter(tenant=dual).update(mpn_email="may@change.example")


@pytest.mark.rule("S001-14", "D3")
@pytest.mark.parametrize("status", ["applied", "approved", "rejected"])
def test_the_database_keeps_the_enrolment(dual, status):
    stamps = {"accepted_at": None, "accepted_by": None}
    if status == "applied":
        stamps |= {"decided_at": None, "decided_by": None}
    with pytest.raises(IntegrityError, match="never goes back"), transaction.atomic():
        Enrolment.objects.filter(tenant=dual).update(status=status, **stamps)
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        Enrolment.objects.filter(tenant=dual).delete()
    with pytest.raises(IntegrityError, match="never goes back"), transaction.atomic():
        Enrolment.objects.filter(tenant=dual).update(tenant=make.TenantFactory())


@pytest.mark.rule("S001-14")
def test_approved_is_not_taken_back_either(db):
    tenant = identified()
    enrolment = apply(tenant)
    for status in ("applied", "rejected"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.filter(pk=enrolment.pk).update(
                status=status, decided_at=None if status == "applied" else timezone.now()
            )
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        enrolment.delete()


@pytest.mark.rule("D3")
def test_a_new_tenant_may_start_afresh(dual):
    """Final for the tenant, not for the company."""
    fresh = company()
    Tenant.objects.filter(pk=fresh.pk).update(company_group="Contoso Group")
    assert apply(fresh, DIRECT).is_waiting


# ------------------------------------------------------------------ mailboxes
@pytest.mark.parametrize(
    "host", ["gmail.com", "yahoo.co.kr", "naver.com", "outlook.de", "GMX.NET", "mail.ru"]
)
def test_mail_providers(host):
    assert is_free_mailbox(host)


@pytest.mark.parametrize("host", ["contoso.com", "mail.contoso.com", "mail.abc.com", "gmail.example", "live"])
def test_companies(host):
    assert not is_free_mailbox(host)
