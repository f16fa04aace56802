"""Rules about tenants by themselves: the three kinds of partner, and the agreement."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts import actions, policies
from accounts.models import PartnerProfile
from accounts.states import Programme
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.errors import DomainError
from tests import factories as make

PROVIDER, RESELLER, DIRECT = Programme.INDIRECT_PROVIDER, Programme.INDIRECT_RESELLER, Programme.DIRECT_BILL


def partner(*programmes: str, **more: object):
    tenant = make.TenantFactory()
    return make.PartnerProfileFactory(tenant=tenant, programmes=list(programmes), **more).tenant


def operator() -> OperatorActor:
    return OperatorActor(make.UserFactory(is_staff=True), "asked for in writing")


def refused(code: str):
    return pytest.raises(DomainError, match=f"^{code}$")


# ------------------------------------------------------------------ what a partner is
@pytest.mark.rule("S004-1")
def test_there_are_three_kinds_and_no_fourth(db):
    assert set(Programme.values) == {"indirect_provider", "indirect_reseller", "direct_bill"}
    tenant = partner(PROVIDER)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerProfile.objects.filter(tenant=tenant).update(programmes=["distributor"])


@pytest.mark.rule("S000-2", "S004-2", "S004-3", "S004-4")
@pytest.mark.parametrize(
    ("programmes", "is_provider", "is_reseller"),
    [
        ([PROVIDER], True, False),
        ([RESELLER], False, True),
        ([DIRECT], False, False),
        ([DIRECT, RESELLER], False, True),
    ],
)
def test_who_stands_on_which_side(db, programmes, is_provider, is_reseller):
    """Of the two tiers the provider buys, the reseller sells; a direct-bill partner is in neither."""
    tenant = partner(*programmes)
    for require, holds in (
        (policies.require_indirect_provider, is_provider),
        (policies.require_indirect_reseller, is_reseller),
    ):
        if holds:
            require(tenant)
        else:
            with pytest.raises(DomainError):
                require(tenant)


@pytest.mark.rule("S004-8", "S000-11")
def test_a_reseller_is_onboarded_and_enrolled(db):
    """A customer tenant, a partner without a profile and one that only applied are none."""
    bare = make.TenantFactory()
    applied = partner()
    make.EnrolmentFactory(tenant=applied, programme=RESELLER)
    for tenant in (make.TenantFactory(customer=True), bare, applied):
        with refused("not_enrolled"):
            policies.require_indirect_reseller(tenant)
    actions.approve_enrolment(enrolment=applied.enrolments.get(), by=operator())
    policies.require_indirect_reseller(type(applied).objects.get(pk=applied.pk))


@pytest.mark.rule("D14")
def test_provider_and_reseller_exclude_one_another(db):
    """In both orders, by the action and by the database itself."""
    for held, wanted in ((PROVIDER, RESELLER), (RESELLER, PROVIDER)):
        tenant = partner(held)
        enrolment = make.EnrolmentFactory(tenant=tenant, programme=wanted)
        with refused("provider_and_reseller"), transaction.atomic():
            actions.approve_enrolment(enrolment=enrolment, by=operator())
        with pytest.raises(IntegrityError), transaction.atomic():
            PartnerProfile.objects.filter(tenant=tenant).update(programmes=[PROVIDER, RESELLER])


@pytest.mark.rule("D14", "S001-7")
def test_direct_bill_becomes_reseller_by_the_transition_only(db):
    """Not by an ordinary enrolment, and not by a transition of a partner that is not identified."""
    tenant = partner(DIRECT)
    for is_transition in (False, True):
        enrolment = make.EnrolmentFactory(
            tenant=tenant, programme=RESELLER, is_transition=is_transition, status="applied"
        )
        with refused("transition_only"), transaction.atomic():
            actions.approve_enrolment(enrolment=enrolment, by=operator())
        enrolment.delete()


@pytest.mark.rule("D14")
def test_a_reseller_does_not_become_direct_bill(db):
    enrolment = make.EnrolmentFactory(tenant=partner(RESELLER), programme=DIRECT)
    with refused("transition_only"), transaction.atomic():
        actions.approve_enrolment(enrolment=enrolment, by=operator())


# ------------------------------------------------------------------ the agreement
@pytest.mark.rule("S004-5")
@pytest.mark.parametrize("programme", Programme.values)
def test_every_kind_of_partner_signs_before_it_transacts(db, programme):
    tenant = partner(programme)
    assert not policies.has_signed_mpa(tenant)
    with refused("mpa_unsigned"):
        policies.require_may_transact(tenant)
    admin = Actor(make.UserFactory(), tenant, frozenset({"global_admin"}))
    actions.sign_mpa(agreement=make.AgreementFactory(), by=admin)
    assert policies.has_signed_mpa(tenant)
    policies.require_may_transact(tenant)


@pytest.mark.rule("S004-6", "S004-7")
def test_another_agreement_or_anothers_signature_is_none(db):
    tenant = partner(RESELLER)
    make.AgreementAcceptanceFactory(agreement=make.AgreementFactory(kind="mca"), tenant=tenant)
    make.AgreementAcceptanceFactory()
    with refused("mpa_unsigned"):
        policies.require_may_transact(tenant)


@pytest.mark.rule("S004-5", "S004-9")
def test_a_signature_stays_when_the_text_is_renewed(db):
    """An older version that was signed is enough to transact; what was accepted then is kept as it was."""
    tenant = partner(RESELLER)
    first = actions.publish_agreement(kind="mpa", title="Agreement", text="First.", by=operator())
    admin = Actor(make.UserFactory(), tenant, frozenset({"global_admin"}))
    acceptance = actions.sign_mpa(agreement=first, by=admin)
    second = actions.publish_agreement(kind="mpa", title="Agreement", text="Second.", by=operator())
    assert second.version == first.version + 1
    policies.require_may_transact(tenant)
    acceptance.refresh_from_db()
    assert (acceptance.agreement, acceptance.agreement.text) == (first, "First.")
