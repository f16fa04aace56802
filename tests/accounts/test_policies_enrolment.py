"""Enrolments are approved for partners that are set up."""

from __future__ import annotations

import pytest

from accounts.actions import approve_enrolment
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from tests import factories as make


@pytest.mark.rule("S000-11")
def test_a_role_is_given_to_a_partner_that_is_set_up(db: None) -> None:
    enrolment = make.EnrolmentFactory(tenant=make.TenantFactory())
    operator = OperatorActor(make.UserFactory(is_staff=True), "asked by telephone")
    with pytest.raises(DomainError) as refused:
        approve_enrolment(enrolment=enrolment, by=operator)
    assert refused.value.code == "not_onboarded"
    enrolment.refresh_from_db()
    assert enrolment.status == "applied"
