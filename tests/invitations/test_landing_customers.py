"""A link for a customer: every state for every visitor, what the page says, and what the buttons do."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import Agreement, AgreementAcceptance
from accounts.states import AgreementKind, Cloud
from invitations import actions, cases
from invitations.cases import Case
from invitations.models import Invitation
from invitations.states import InvitationKind
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, Capacity
from tests import factories as make
from tests.client import PortalClient
from tests.invitations import cast
from tests.invitations import customer_cast as them
from tests.invitations.test_landing import _post, _words

RELATIONSHIP, JOINT = them.KINDS
OPEN_PAGES = {
    "anonymous": Case.SIGN_IN,
    "customer": Case.REVIEW,
    "wrong user": Case.WRONG_ACCOUNT,
    "wrong role": Case.WRONG_ROLE,
    "has it all": Case.ALREADY_CUSTOMER,
    "other region": Case.OTHER_REGION,
    "other cloud": Case.OTHER_CLOUD,
    "affiliate": Case.AFFILIATE,
    "suspended": Case.SUSPENDED,
    "asking partner": Case.SAME_TENANT,
    "partner": Case.PARTNER_TENANT,
    "own provider": Case.OWN_PROVIDER,
    "no organisation": Case.NO_ORGANISATION,
}
CLOSED_PAGES = {
    "accepted": Case.ACCEPTED,
    "declined": Case.DECLINED,
    "revoked": Case.REVOKED,
    "expired": Case.EXPIRED,
    "past": Case.EXPIRED,
    "replaced": Case.REPLACED,
    "inviter gone": Case.INVITER_GONE,
    "without programme": Case.INVITER_GONE,
    "parted": Case.PARTNERS_PARTED,
}
CELLS = [
    (kind, state, name, OPEN_PAGES[name] if state == "open" else CLOSED_PAGES[state])
    for kind in them.KINDS
    for state in them.STATES
    for name in them.MAKERS
    if state == "open" or name in {"anonymous", "customer", "no organisation"}
    if (kind, state) != (RELATIONSHIP, "parted")
]


@pytest.mark.rule("S002-4", "S002-13", "S002-18", "S004-14", "S004-15", "S004-16", "S004-21", "D12")
@pytest.mark.situation("C-082", "C-080")
@pytest.mark.parametrize(("kind", "state", "name", "case"), CELLS, ids=str)
def test_every_state_has_its_page_for_every_visitor(contoso, kind, state, name, case):
    invitation = them.ask(contoso, kind)
    token = cast.token_of(invitation)
    user = them.visitor(name, contoso)
    them.STATES[state](invitation)
    page = cast.follow(cast.client_of(user), invitation, token=token)
    assert page.status_code == 200
    assert page.templates[0].name in cases.templates(case, invitation)
    assert page.templates[0].name.endswith(f"/{case}.html")
    invitation.refresh_from_db()
    assert cases.heading(case, invitation) in page.content.decode()
    assert 'class="btn btn-' in page.content.decode().partition("<main")[2], "every page has a next step"


def test_every_case_has_a_visitor():
    by_hand = {Case.ACCEPTED_BY_YOU, Case.ACCEPTED_BY_COLLEAGUE, Case.OPTED_OUT}
    shown = {*OPEN_PAGES.values(), *CLOSED_PAGES.values(), *by_hand}
    assert shown == set(cases.cases_of(JOINT))
    assert set(cases.cases_of(RELATIONSHIP)) == shown - {Case.PARTNERS_PARTED}


@pytest.mark.parametrize("kind", them.KINDS)
@pytest.mark.parametrize("name", [name for name in OPEN_PAGES if name != "anonymous"])
def test_the_page_and_the_acceptance_say_the_same(contoso, kind, name):
    """What the page shows as possible the action does, and what it names as obstacle the action refuses with."""
    invitation, agreement = them.ask(contoso, kind), them.mca()
    user = them.visitor(name, contoso)
    memberships = list(user.memberships.select_related("tenant__country__region"))
    told = OPEN_PAGES[name]
    codes = set()
    for membership in memberships:
        by = Actor(user, membership.tenant, frozenset(membership.roles))
        try:
            actions.accept_invitation(
                invitation=invitation, generation=1, confirmed=True, by=by, agreement=agreement
            )
        except DomainError as error:
            codes.add(error.code)
            invitation.refresh_from_db()
    expected = set() if told in {Case.REVIEW, Case.NO_ORGANISATION} else {told.value}
    assert expected <= codes
    assert bool(codes) == bool(expected)


# ------------------------------------------------------------------ what it says
@pytest.mark.rule("S001-25", "S001-31", "S002-2", "S002-6")
@pytest.mark.situation("C-114")
def test_a_joint_invitation_names_both_partners_and_what_each_may_do(contoso):
    invitation = them.ask(contoso, JOINT)
    words = _words(cast.follow(PortalClient(), invitation))
    for part in (
        f"{contoso.reseller.name} and {contoso.provider.name} ask to be your resellers",
        contoso.reseller.domain,
        contoso.provider.domain,
        invitation.invited_by_name,
        f"If you accept, {contoso.reseller.name} can",
        "Manage your subscriptions, licences and users, and support you",
        "Administer your Azure Active Directory and Office 365 (delegated administration privileges)",
        f"If you accept, {contoso.provider.name} can",
        f"Order for you what {contoso.reseller.name} asks for",
        "It gets no admin rights",
        "The Microsoft Customer Agreement, if your organisation has not accepted it yet",
        "Nothing happens until a global admin of your organisation accepts",
        f"{invitation.expires_at:%H:%M} UTC",
    ):
        assert part in words
    assert cast.KIM not in words


@pytest.mark.rule("S002-2", "S002-6", "D10")
def test_without_admin_rights_the_page_says_so(contoso):
    words = _words(cast.follow(PortalClient(), them.ask(contoso, admin_access=False)))
    assert "Administer your Azure" not in words
    assert "no admin rights are asked for" in words
    assert "Order for you, bill you and support you" in words
    assert "lasts until the partner ends it" in words


# ------------------------------------------------------------------ accept
def _held(customer) -> set[tuple]:
    rows = ResellerRelationship.objects.active().of_customer(customer)
    return set(rows.values_list("partner__slug", "capacity", "admin_access"))


@pytest.mark.rule("S001-24", "S001-25", "S001-31", "S002-11", "S002-12", "S002-13")
def test_one_button_authorizes_both_and_accepts_the_agreement(contoso):
    invitation, agreement = them.ask(contoso, JOINT), them.mca()
    tenant = them.customer(name="Areum")
    client = cast.client_of(cast.member(cast.kim(), tenant))
    page = cast.follow(client, invitation)
    assert "Customer Agreement, version" in _words(page)
    assert "1. What a customer agrees on." in _words(page)
    for missing, sentence in (
        ({"confirmed": "on"}, "Tick the box to accept the agreement."),
        ({"agreed": "on"}, "Tick the box to authorize."),
    ):
        refused = _post(client, invitation, "accept", version=str(agreement.version), **missing)
        assert refused.status_code == 200
        assert sentence in _words(refused)
        assert _held(tenant) == set()
    both = {"confirmed": "on", "agreed": "on", "version": str(agreement.version)}
    done = _post(client, invitation, "accept", **both)
    assert done.status_code == 302
    assert _held(tenant) == {
        (contoso.reseller.slug, Capacity.RESELLER, AdminAccess.GRANTED),
        (contoso.provider.slug, Capacity.PROVIDER, AdminAccess.NONE),
    }
    assert AgreementAcceptance.objects.filter(tenant=tenant, agreement=agreement).exists()
    after = _words(client.get(done["Location"]))
    assert f"Areum has authorized {contoso.reseller.name} and {contoso.provider.name}." in after
    again = _post(client, invitation, "accept", **both)
    assert "You authorized" in _words(client.get(again["Location"]))


def test_a_colleague_reads_who_accepted(contoso):
    invitation, tenant = them.ask(contoso, JOINT), them.signed_customer(name="Areum")
    kim = cast.member(cast.kim(full_name="Kim Min-ji"), tenant)
    client = cast.client_of(kim)
    cast.follow(client, invitation)
    assert _post(client, invitation, "accept", confirmed="on").status_code == 302
    colleague = cast.client_of(cast.member(make.UserFactory(), tenant))
    told = _words(cast.follow(colleague, invitation))
    partners = f"{contoso.reseller.name} and {contoso.provider.name}"
    assert f"Kim Min-ji authorized {partners} for Areum" in told


@pytest.mark.rule("S002-12")
def test_who_has_accepted_the_agreement_is_not_asked_again(contoso):
    invitation, tenant = them.ask(contoso), them.signed_customer()
    client = cast.client_of(cast.member(cast.kim(), tenant))
    assert 'name="agreed"' not in cast.follow(client, invitation).content.decode()
    assert _post(client, invitation, "accept", confirmed="on").status_code == 302
    assert _held(tenant) == {(contoso.direct.slug, Capacity.DIRECT, AdminAccess.GRANTED)}


@pytest.mark.rule("S002-12")
def test_a_newer_agreement_is_read_before_it_is_accepted(contoso):
    invitation, old = them.ask(contoso), them.mca()
    tenant = them.customer()
    client = cast.client_of(cast.member(cast.kim(), tenant))
    cast.follow(client, invitation)
    new = them.mca(text="2. Something new.")
    assert Agreement.objects.current(AgreementKind.MCA) == new
    shown = _post(client, invitation, "accept", confirmed="on", agreed="on", version=str(old.version))
    assert "There is a newer version of the agreement" in _words(shown)
    assert "2. Something new." in _words(shown)
    ticked = re.findall(r"<input [^>]*name=\"(\w+)\"[^>]*checked", shown.content.decode())
    assert ticked == ["confirmed"], "the new text is not accepted yet, the rest is kept"
    assert f'name="version" value="{new.version}"' in shown.content.decode()
    assert _held(tenant) == set()


def test_before_an_agreement_is_published_nobody_is_asked_for_it(contoso):
    invitation, tenant = them.ask(contoso), them.customer()
    client = cast.client_of(cast.member(cast.kim(), tenant))
    assert 'name="agreed"' not in cast.follow(client, invitation).content.decode()
    assert _post(client, invitation, "accept", confirmed="on").status_code == 302
    assert _held(tenant)


@pytest.mark.rule("S002-19")
def test_asking_again_restores_admin_rights(contoso):
    tenant = them.signed_customer()
    row = make.ResellerRelationshipFactory(
        partner=contoso.direct, customer=tenant, admin_access=AdminAccess.REVOKED
    )
    client = cast.client_of(cast.member(cast.kim(), tenant))
    without = them.ask(contoso, admin_access=False, recipient_email=cast.KIM)
    assert "This relationship exists already" in _words(cast.follow(client, without))
    without.delete()
    invitation = them.ask(contoso)
    cast.follow(client, invitation)
    _post(client, invitation, "accept", confirmed="on")
    row.refresh_from_db()
    assert row.admin_access == AdminAccess.GRANTED


def test_who_is_in_several_organisations_chooses_and_agrees_for_that_one(contoso):
    invitation, agreement = them.ask(contoso), them.mca()
    signed, fresh = them.signed_customer(name="Signed"), them.customer(name="Fresh")
    kim = cast.member(cast.member(cast.kim(), signed), fresh)
    cast.member(kim, make.TenantFactory(direct_bill=True))
    client = cast.client_of(kim)
    page = cast.follow(client, invitation).content.decode()
    assert sorted(re.findall(r'name="organisation" value="([^"]+)"', page)) == sorted(
        [signed.slug, fresh.slug]
    )
    version = str(agreement.version)
    refused = _post(client, invitation, "accept", confirmed="on", organisation=fresh.slug, version=version)
    assert "Tick the box to accept the agreement." in _words(refused)
    assert "Choose: " in _words(_post(client, invitation, "accept", confirmed="on", version=version))
    done = _post(client, invitation, "accept", confirmed="on", organisation=signed.slug, version=version)
    assert done.status_code == 302
    assert _held(signed)
    assert not _held(fresh)


@pytest.mark.rule("S002-13", "S004-14", "S004-15", "S004-16", "S004-21")
@pytest.mark.situation("C-080", "C-081")
@pytest.mark.parametrize("kind", them.KINDS)
@pytest.mark.parametrize("name", [name for name in OPEN_PAGES if name not in {"anonymous", "customer"}])
def test_who_may_not_accept_does_not_by_a_crafted_request_either(contoso, kind, name):
    invitation, agreement = them.ask(contoso, kind), them.mca()
    client = cast.client_of(them.visitor(name, contoso))
    cast.follow(client, invitation)
    before = ResellerRelationship.objects.count()
    answer = _post(client, invitation, "accept", confirmed="on", agreed="on", version=str(agreement.version))
    assert answer["Location"] == cast.page_path(invitation)
    invitation.refresh_from_db()
    assert (invitation.status, ResellerRelationship.objects.count()) == ("open", before)


# ------------------------------------------------------------------ the ways out that are named
@pytest.mark.rule("S004-13", "S004-14", "S004-17")
def test_a_partner_is_told_of_a_separate_organisation(contoso):
    client = cast.client_of(them.visitor("partner", contoso))
    page = cast.follow(client, invitation := them.ask(contoso))
    assert "it needs a separate one, of customer type" in _words(page)
    assert f'href="{cast.page_path(invitation)}organisation/"' in page.content.decode()


@pytest.mark.rule("S004-16", "S004-17", "S004-18", "S004-19", "S004-20")
def test_a_reseller_of_that_provider_is_told_of_the_three_options(contoso):
    words = _words(
        cast.follow(cast.client_of(them.visitor("own provider", contoso)), them.ask(contoso, JOINT))
    )
    for part in (
        f"is an indirect reseller of {contoso.provider.name}",
        "Create a separate customer organisation",
        f"End the partnership with {contoso.provider.name} and become a reseller of another indirect provider",
        "can then come from a direct-bill partner",
        "Partner Center helps",
        "a reseller may have several providers",
    ):
        assert part in words


@pytest.mark.rule("S004-15", "D12")
@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("name", ["affiliate", "asking partner"])
def test_nobody_of_the_own_group_is_offered_another_organisation(contoso, name, elsewhere):
    user = them.visitor(name, contoso)
    if elsewhere:  # which is what the page speaks of then
        cast.member(user, them.customer(country=make.accounts.Country.objects.get(code="FR")))
    client = cast.client_of(user)
    invitation = them.ask(contoso)
    assert "organisation/" not in cast.follow(client, invitation).content.decode().partition("<main")[2]
    assert client.get(f"{cast.page_path(invitation)}organisation/").status_code == 302


@pytest.mark.rule("S002-13")
def test_the_wrong_role_learns_who_is_global_admin_of_the_customer(contoso):
    tenant = them.customer(name="Areum")
    client = cast.client_of(cast.member(cast.kim(), tenant, "user_admin"))
    cast.member(make.UserFactory(full_name="Choi", email="choi@areum.example"), tenant)
    words = _words(cast.follow(client, them.ask(contoso, JOINT)))
    names = f"{contoso.reseller.name} and {contoso.provider.name}"
    assert f"Only a global admin of Areum can authorize {names}, or decline" in words
    assert "Have Choi invited" in words


# ------------------------------------------------------------------ no
@pytest.mark.parametrize("kind", them.KINDS)
@pytest.mark.parametrize("name", ["customer", "no organisation", "partner", "own provider", "other region"])
def test_declining_names_all_who_asked(contoso, kind, name):
    invitation = them.ask(contoso, kind)
    client = cast.client_of(them.visitor(name, contoso))
    page = _words(cast.follow(client, invitation))
    assert "Decline this invitation" in page
    answer = _post(client, invitation, "decline", reason="We have one.")
    words = _words(client.get(answer["Location"]))
    assert f"You declined the request of {cases.names_of(invitation)}" in words
    invitation.refresh_from_db()
    assert (invitation.status, invitation.decline_reason) == ("declined", "We have one.")


@pytest.mark.situation("C-060")
def test_i_did_not_expect_this_stops_the_asking_partner(contoso):
    invitation = them.ask(contoso, JOINT)
    client = PortalClient()
    cast.follow(client, invitation)
    answer = _post(client, invitation, "opt-out")
    assert f"You will get no more invitations from {contoso.reseller.name}" in _words(
        client.get(answer["Location"])
    )
    for partner, admin in ((contoso.reseller, contoso.reseller_admin), (contoso.provider, contoso.admin)):
        page = reverse("invitations:invitation-detail", args=[partner.slug, invitation.public_id])
        told = _words(cast.client_of(admin).get(page))
        assert f"asked for no more mail from {contoso.reseller.name}." in told


@pytest.mark.situation("C-097")
def test_a_session_that_ends_before_accepting_loses_no_tick(contoso):
    invitation, agreement = them.ask(contoso), them.mca()
    client = PortalClient()
    cast.member(cast.kim(), them.customer())
    cast.follow(client, invitation)
    entries = {"confirmed": "on", "agreed": "on", "version": str(agreement.version)}
    assert _post(client, invitation, "accept", **entries)["Location"].startswith("/accounts/login/")
    sign_in = {"login": cast.KIM, "password": make.accounts.PASSWORD, "next": cast.page_path(invitation)}
    page = client.get(client.post("/accounts/login/", sign_in)["Location"]).content.decode()
    assert len(re.findall(r"<input [^>]*checked", page)) == 2
    assert Invitation.objects.get(pk=invitation.pk).status == "open"


@pytest.mark.rule("S002-3", "S002-18")
def test_partners_and_customers_of_a_national_cloud_meet_there(contoso):
    for tenant in (contoso.direct, contoso.provider, contoso.reseller):
        type(tenant).objects.filter(pk=tenant.pk).update(cloud=Cloud.US_GOV)
        tenant.refresh_from_db()
    invitation = them.ask(contoso, InvitationKind.RELATIONSHIP)
    client = cast.client_of(cast.member(cast.kim(), them.signed_customer(cloud=Cloud.US_GOV)))
    assert "Authorize reseller" in _words(cast.follow(client, invitation))
