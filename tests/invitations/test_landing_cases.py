"""Every state of an invitation for every kind of visitor: one page each, said by one table."""

from __future__ import annotations

import pytest

from accounts.models import Tenant
from invitations import cases, landing
from invitations.cases import Case
from invitations.landing import Facts
from invitations.models import Invitation
from invitations.states import InvitationKind, InvitationStatus
from tests.invitations import cast

OPEN_PAGES = {
    "anonymous": Case.SIGN_IN,
    "right user": Case.REVIEW,
    "wrong user": Case.WRONG_ACCOUNT,
    "wrong role": Case.WRONG_ROLE,
    "already partner": Case.ALREADY_PARTNERS,
    "not enrolled": Case.NOT_ENROLLED,
    "customer": Case.NOT_ENROLLED,
    "other region": Case.OTHER_REGION,
    "other cloud": Case.OTHER_CLOUD,
    "affiliate": Case.AFFILIATE,
    "suspended": Case.SUSPENDED,
    "same tenant": Case.SAME_TENANT,
    "no organisation": Case.NO_ORGANISATION,
}
# Whoever asks, these are the same for all.
CLOSED_PAGES = {
    "accepted": Case.ACCEPTED,
    "declined": Case.DECLINED,
    "revoked": Case.REVOKED,
    "expired": Case.EXPIRED,
    "past": Case.EXPIRED,
    "replaced": Case.REPLACED,
    "inviter gone": Case.INVITER_GONE,
}
CELLS = [
    (state, name, OPEN_PAGES[name] if state == "open" else CLOSED_PAGES[state])
    for state in cast.STATES
    for name in cast.MAKERS
]


def _heading(case: Case, inviter: Tenant) -> str:
    return str(cases.HEADINGS[case]) % {"name": inviter.name}


@pytest.mark.rule("S001-22", "S004-8", "S004-15", "S004-22", "S000-11")
@pytest.mark.situation("C-082", "C-080", "C-016", "C-017")
@pytest.mark.parametrize(("state", "name", "case"), CELLS, ids=str)
def test_every_state_has_its_page_for_every_visitor(contoso, state, name, case):
    invitation = cast.invite(contoso)
    token = cast.token_of(invitation)
    user = cast.visitor(name, contoso)
    cast.STATES[state](invitation)
    page = cast.follow(cast.client_of(user), invitation, token=token)
    assert page.status_code == 200
    assert page.templates[0].name == f"invitations/landing/{case}.html"
    assert _heading(case, contoso.provider) in page.content.decode()
    main = page.content.decode().partition("<main")[2]
    assert 'class="btn btn-' in main, "every page has a next step"


def test_every_case_has_a_heading_a_template_and_a_visitor():
    shown = {*OPEN_PAGES.values(), *CLOSED_PAGES.values()}
    by_hand = {Case.ACCEPTED_BY_YOU, Case.ACCEPTED_BY_COLLEAGUE, Case.OPTED_OUT}  # tests below
    assert shown | by_hand == set(cases.cases_of(InvitationKind.PARTNERSHIP))
    assert set(cases.HEADINGS) == set(Case)


@pytest.mark.situation("C-025")
def test_an_accepted_invitation_names_who_accepted_to_colleagues_only(contoso):
    invitation = cast.invite(contoso)
    organisation = cast.reseller(name="Fabrikam")
    kim, lee = cast.member(cast.kim(), organisation), cast.member(cast.make.UserFactory(), organisation)
    client = cast.client_of(kim)
    cast.follow(client, invitation)
    client.post(cast.page_path(invitation) + "accept/", {"confirmed": "on"})
    assert b"You authorized" in cast.follow(cast.client_of(kim), invitation).content
    colleague = cast.follow(cast.client_of(lee), invitation)
    assert b"Kim Min-ji authorized" in colleague.content
    assert f"/t/{organisation.slug}/indirect-providers/".encode() in colleague.content
    stranger = cast.follow(cast.client_of(None), invitation)
    assert b"Kim" not in stranger.content
    assert b"Fabrikam" not in stranger.content


def test_who_accepted_and_left_the_organisation_since_is_not_sent_into_it(contoso):
    invitation = cast.invite(contoso)
    kim = cast.member(cast.kim(), cast.reseller())
    client = cast.client_of(kim)
    cast.follow(client, invitation)
    client.post(cast.page_path(invitation) + "accept/", {"confirmed": "on"})
    kim.memberships.all().delete()
    assert b"indirect-providers" not in cast.follow(cast.client_of(kim), invitation).content


@pytest.mark.situation("C-091")
def test_the_invitation_belongs_to_the_address_and_not_to_who_owned_it_once(contoso):
    invitation = cast.invite(contoso)
    kim = cast.member(cast.kim(), cast.reseller())
    kim.email = "kim.new@resellers.example"
    kim.save()
    page = cast.follow(cast.client_of(kim), invitation)
    assert b"This invitation is for another account" in page.content
    assert b"k\xe2\x80\xa6@resellers.example" in page.content


@pytest.mark.situation("C-002")
def test_the_address_is_compared_without_case(contoso):
    invitation = cast.invite(contoso, recipient_email="KIM@Resellers.example")
    page = cast.follow(cast.client_of(cast.member(cast.kim(), cast.reseller())), invitation)
    assert b"Authorize indirect provider" in page.content


def test_the_obstacle_that_helps_most_is_the_one_that_is_told(contoso):
    invitation = cast.invite(contoso)
    kim = cast.member(cast.kim(), cast.make.TenantFactory(customer=True))
    cast.member(kim, cast.reseller(name="The Reseller"), "sales_agent")
    page = cast.follow(cast.client_of(kim), invitation)
    assert b"Only a global admin of The Reseller" in page.content


@pytest.mark.parametrize("status", InvitationStatus.values)
def test_assess_is_total(status):
    """Whatever the facts, there is exactly one case."""
    for newest in (True, False):
        for may in (True, False):
            for signed_in in (True, False):
                facts = Facts(status, is_newest_link=newest, inviter_may=may, is_signed_in=signed_in)
                assert landing.assess(facts) in Case


@pytest.mark.situation("C-027")
def test_a_later_deadline_makes_an_open_invitation_open_again_for_its_newest_link_only(contoso):
    invitation = cast.invite(contoso)
    old = cast.token_of(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(generation=2)
    invitation.refresh_from_db()
    cast.make.InvitationLinkFactory(invitation=invitation)
    assert b"There is a newer link" in cast.follow(cast.client_of(None), invitation, token=old).content
    assert b"Sign in to review" in cast.follow(cast.client_of(None), invitation).content
