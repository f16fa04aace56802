"""Incentives of indirect resellers: invited once, at the address of the MPN account, and enrolled by a global admin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions, sweeps_incentives
from accounts.models import Enrolment, IncentiveInvitation, PartnerProfile, Tenant
from accounts.permissions import Role
from partnercenter.core.actor import SystemActor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make

ADDRESS = "mpn@held.example"


def enrolled(*, address: str = ADDRESS, transition: bool = False, **values: object) -> Enrolment:
    """Of a partner that holds the role."""
    programmes = ["direct_bill", "indirect_reseller"] if transition else ["indirect_reseller"]
    tenant = make.PartnerProfileFactory(programmes=programmes, mpn_email=address).tenant
    now = timezone.now()
    state = {"status": "accepted", "accepted_at": now} if transition else {"status": "approved"}
    state["decided_at"] = now
    return make.EnrolmentFactory(tenant=tenant, is_transition=transition, **(state | values))


def sent() -> list[str]:
    return list(OutgoingMail.objects.filter(kind="incentives").values_list("to_address", flat=True))


def page(client_for, tenant: Tenant, path: str, role: Role = Role.GLOBAL_ADMIN) -> str:
    user = make.MembershipFactory(tenant=tenant, roles=[role]).user
    answer = client_for(user).get(f"/t/{tenant.slug}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


INFO = "settings/profile/program/"


@pytest.mark.rule("S001-42", "S001-43")
@pytest.mark.parametrize("transition", [False, True])
def test_beat_invites_a_reseller_once_at_the_address_of_its_mpn_account(db, transition):
    enrolment = enrolled(transition=transition)
    assert [sweeps_incentives.invite_due() for _time in range(3)] == [1, 0, 0]
    assert sent() == [ADDRESS]
    invitation = IncentiveInvitation.objects.get()
    assert (invitation.tenant, invitation.to_address) == (enrolment.tenant, ADDRESS)
    assert AuditEvent.objects.get(action="incentives.invited").tenant == enrolment.tenant
    assert f"/t/{enrolment.tenant.slug}/incentives/" in OutgoingMail.objects.get(kind="incentives").text
    with pytest.raises(DomainError, match="invited_already"):
        actions.invite_to_incentives(enrolment=enrolment, by=SystemActor("test"))
    assert len(sent()) == 1


@pytest.mark.rule("S001-42")
@pytest.mark.parametrize(
    "values",
    [
        {"status": "applied", "decided_at": None},
        {"status": "rejected"},
        {"programme": "indirect_provider"},
        {"transition": True, "status": "approved", "accepted_at": None},
        {"address": ""},
    ],
)
def test_nobody_is_invited_who_does_not_hold_the_role_or_has_no_address(db, values):
    enrolled(**values)
    assert sweeps_incentives.invite_due() == 0
    assert sent() == []


def test_a_suspended_partner_is_invited_when_that_is_over(db):
    enrolment = enrolled()
    Tenant.objects.update(suspended_at=timezone.now())
    assert sweeps_incentives.invite_due() == 0
    Tenant.objects.filter(pk=enrolment.tenant_id).update(suspended_at=None)
    assert sweeps_incentives.invite_due() == 1


@pytest.mark.rule("S001-43")
def test_it_goes_to_the_address_that_the_account_has_then(db):
    enrolment = enrolled(address="")
    PartnerProfile.objects.filter(tenant=enrolment.tenant).update(mpn_email="new@held.example")
    sweeps_incentives.invite_due()
    assert sent() == ["new@held.example"]


@pytest.mark.situation("C-057")
def test_one_that_cannot_be_made_stops_no_other(db, monkeypatch):
    broken, whole = enrolled(address="broken@held.example"), enrolled()
    make_it = sweeps_incentives.invite_to_incentives

    def fail(*, enrolment, by):
        if enrolment == broken:
            raise ValueError("no words")
        return make_it(enrolment=enrolment, by=by)

    monkeypatch.setattr(sweeps_incentives, "invite_to_incentives", fail)
    assert sweeps_incentives.invite_due() == 1
    assert IncentiveInvitation.objects.get().enrolment == whole


@pytest.mark.rule("S001-42", "S001-44")
def test_program_info_says_due_sent_and_enrolled_and_keeps_direct_bill_apart(db, client_for):
    enrolment = enrolled(transition=True)
    tenant = enrolment.tenant
    due = timezone.localtime(enrolment.accepted_at + timedelta(days=30)).date()
    text = page(client_for, tenant, INFO)
    assert "Invitation due" in text
    assert f'datetime="{due.isoformat()}"' in text
    apart = "These incentives are managed apart and do not change."
    assert apart in text
    sweeps_incentives.invite_due()
    text = page(client_for, tenant, INFO)
    assert "Invited" in text
    assert ADDRESS in text
    user = make.MembershipFactory(tenant=tenant).user
    client = client_for(user)
    assert "invited to the incentives" in client.get(f"/t/{tenant.slug}/").content.decode()
    for _time in range(2):
        assert client.post(f"/t/{tenant.slug}/incentives/").status_code == 302
    invitation = IncentiveInvitation.objects.get()
    assert invitation.enrolled_by == user
    assert AuditEvent.objects.filter(action="incentives.enrolled").count() == 1
    text = page(client_for, tenant, INFO)
    assert "Invitation sent" not in text
    assert apart in text
    assert "invited to the incentives" not in client.get(f"/t/{tenant.slug}/").content.decode()


def test_without_an_address_the_page_says_so_and_nobody_enrols_without_an_invitation(db, client_for):
    tenant = enrolled(address="").tenant
    assert "so no invitation can be sent" in page(client_for, tenant, INFO)
    client = client_for(make.MembershipFactory(tenant=tenant).user)
    answer = client.post(f"/t/{tenant.slug}/incentives/", follow=True)
    assert "has not been invited to incentives yet" in answer.content.decode()


def test_only_a_global_admin_enrols(db, client_for):
    tenant = enrolled().tenant
    sweeps_incentives.invite_due()
    client = client_for(make.MembershipFactory(tenant=tenant, roles=[Role.ADMIN_AGENT]).user)
    assert client.post(f"/t/{tenant.slug}/incentives/").status_code == 403
    assert "invited to the incentives" not in client.get(f"/t/{tenant.slug}/").content.decode()
