"""A link for a colleague: every state for every visitor, what the page says, and what joining makes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.labels import PERMISSION_LABELS
from accounts.models import Membership, Tenant, TimedRole, User
from accounts.permissions import Permission, Role
from invitations import actions, cases
from invitations.cases import Case
from invitations.models import Invitation
from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.dates import end_of_day
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.client import PortalClient
from tests.invitations import cast
from tests.invitations.test_landing import _mails, _post, _words
from tests.invitations.test_landing_signup import PERSON, _code
from tests.world import World


def ask(world: World, *roles: str, **values) -> Invitation:
    return cast.invite(
        world,
        kind=InvitationKind.MEMBER,
        roles=list(roles or [Role.SALES_AGENT, Role.HELPDESK_AGENT]),
        **values,
    )


def _suspend(invitation: Invitation) -> None:
    Tenant.objects.filter(pk=invitation.inviter_id).update(suspended_at=timezone.now())


def _roles_over(invitation: Invitation) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Invitation.objects.filter(pk=invitation.pk).update(roles_end_on=yesterday)


def _less(invitation: Invitation) -> None:
    """Who sent it is no global admin any more, and it offers the role of one."""
    Invitation.objects.filter(pk=invitation.pk).update(roles=[Role.GLOBAL_ADMIN])
    invitation.invited_by.memberships.update(roles=[Role.USER_ADMIN])


VISITORS = {
    "anonymous": lambda world: None,
    "invited": lambda world: cast.kim(),
    "of another organisation": lambda world: cast.member(cast.kim(), cast.reseller()),
    "wrong user": lambda world: cast.member(make.UserFactory(email="lee@elsewhere.example"), cast.reseller()),
    "member": lambda world: cast.member(cast.kim(), world.provider, Role.BILLING_ADMIN),
}
OPEN_PAGES = {
    "anonymous": Case.SIGN_IN,
    "invited": Case.REVIEW,
    "of another organisation": Case.REVIEW,
    "wrong user": Case.WRONG_ACCOUNT,
    "member": Case.ALREADY_MEMBER,
}
STATES = {
    "accepted": (cast.STATES["accepted"], Case.ACCEPTED),
    "declined": (cast.STATES["declined"], Case.DECLINED),
    "revoked": (cast.STATES["revoked"], Case.REVOKED),
    "past": (cast.STATES["past"], Case.EXPIRED),
    "replaced": (cast.STATES["replaced"], Case.REPLACED),
    "inviter gone": (cast.STATES["inviter gone"], Case.INVITER_GONE),
    "inviter may less": (_less, Case.INVITER_GONE),
    "suspended": (_suspend, Case.SUSPENDED),
    "roles over": (_roles_over, Case.ROLES_OVER),
}


def _shows(page, case: Case, invitation: Invitation) -> None:
    invitation.refresh_from_db()
    html = page.content.decode()
    assert page.status_code == 200
    assert page.templates[0].name == cases.templates(case, invitation)[0] or page.templates[0].name.endswith(
        f"/{case}.html"
    )
    assert cases.heading(case, invitation) in html
    assert 'class="btn btn-' in html.partition("<main")[2], "every page has a next step"


@pytest.mark.situation("C-080")
@pytest.mark.parametrize(("name", "case"), OPEN_PAGES.items())
def test_an_open_one_has_its_page_for_every_visitor(contoso, name, case):
    invitation = ask(contoso)
    user = VISITORS[name](contoso)
    _shows(cast.follow(cast.client_of(user), invitation), case, invitation)


@pytest.mark.situation("C-082")
@pytest.mark.parametrize("state", STATES)
def test_every_other_state_has_its_page(contoso, state):
    change, case = STATES[state]
    invitation, user = ask(contoso), cast.kim()
    token = cast.token_of(invitation)
    change(invitation)
    _shows(cast.follow(cast.client_of(user), invitation, token=token), case, invitation)
    invitation.refresh_from_db()
    with pytest.raises(DomainError):
        _accept(invitation, user, generation=1)
    assert not user.memberships.exists()


def test_every_case_has_a_visitor():
    by_hand = {Case.ACCEPTED_BY_YOU, Case.ACCEPTED_BY_COLLEAGUE, Case.OPTED_OUT, Case.WRONG_ROLE}
    shown = {*OPEN_PAGES.values(), *(case for _change, case in STATES.values())}
    assert set(cases.cases_of(InvitationKind.MEMBER)) <= shown | by_hand


def _accept(invitation: Invitation, user: User, generation: int = 1) -> None:
    by = Actor(user, Tenant.objects.get(pk=invitation.inviter_id))
    actions.accept_invitation(invitation=invitation, generation=generation, confirmed=True, by=by)


# ------------------------------------------------------------------ what it says
def test_it_says_who_invites_whereto_with_which_roles_and_what_they_allow(contoso):
    day = timezone.localdate() + timedelta(days=40)
    words = _words(cast.follow(PortalClient(), ask(contoso, Role.SALES_AGENT, roles_end_on=day)))
    for part in (
        f"{contoso.admin.full_name} invites you to join {contoso.provider.name} ({contoso.provider.domain})",
        "Nothing happens until you accept.",
        "Sales agent",
        "The end of that day, time zone: UTC",
        "What these roles allow",
        str(PERMISSION_LABELS[Permission.RELATIONSHIP_REQUEST]),
    ):
        assert part in words
    assert "Change the roles of colleagues" not in words, "that is for other roles"
    assert cast.KIM not in words, "who forwards a link does not give away the address"


def test_who_gets_no_right_of_their_own_reads_so(contoso):
    words = _words(cast.follow(PortalClient(), ask(contoso, Role.DEFAULT_USER)))
    assert "See the overview and the agreements." in words


# ------------------------------------------------------------------ joining
def test_somebody_without_an_account_makes_one_on_the_way(contoso):
    invitation = ask(contoso, Role.SALES_AGENT)
    client = PortalClient()
    page = cast.follow(client, invitation)
    assert "Create an account" in _words(page)
    assert not User.objects.filter(email=cast.KIM).exists(), "nobody is anybody before accepting"
    _post(client, invitation, "code")
    _post(client, invitation, "sign-up", code=_code(_mails("invitation_code")[0]), **PERSON)
    assert not Membership.objects.filter(user__email=cast.KIM).exists()
    done = _post(client, invitation, "accept", confirmed="True")
    assert done["Location"] == f"/t/{contoso.provider.slug}/"
    row = Membership.objects.get(user__email=cast.KIM)
    assert (row.tenant, row.roles) == (contoso.provider, [Role.SALES_AGENT])
    inside = client.get(done["Location"])
    assert inside.status_code == 200
    assert f"You belong to {contoso.provider.name} now." in inside.content.decode()


def test_joining_writes_who_joined_and_tells_who_invited(contoso):
    invitation, user = ask(contoso, Role.SALES_AGENT), cast.kim()
    client = cast.client_of(user)
    cast.follow(client, invitation)
    _post(client, invitation, "accept", confirmed="True")
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.ACCEPTED
    assert invitation.recipient_tenant == contoso.provider
    events = AuditEvent.objects.filter(actor=user).order_by("id")
    assert [event.action for event in events] == ["member.joined", "invitation.accepted"]
    assert {event.tenant for event in events} == {contoso.provider}
    (mail,) = OutgoingMail.objects.filter(kind="invitation_accepted")
    assert mail.to_address == contoso.admin.email
    assert "Kim Min-ji has joined your team" in mail.subject
    again = _words(client.get(cast.page_path(invitation)))
    assert f"You joined {contoso.provider.name} on" in again
    colleague = _words(cast.follow(cast.client_of(contoso.admin), invitation))
    assert f"Kim Min-ji joined {contoso.provider.name}" in colleague


def test_roles_that_were_offered_until_a_day_end_with_it(contoso):
    day = timezone.localdate() + timedelta(days=3)
    invitation, user = ask(contoso, Role.SALES_AGENT, roles_end_on=day), cast.kim()
    _accept(invitation, user)
    (timed,) = TimedRole.objects.filter(membership__user=user)
    assert (timed.role, timed.ends_at, timed.given_by) == (Role.SALES_AGENT, end_of_day(day), contoso.admin)
    assert user.memberships.get().roles == [Role.DEFAULT_USER]


@pytest.mark.situation("C-080")
def test_nobody_else_accepts_for_the_invited_address(contoso):
    invitation = ask(contoso)
    for stranger in (make.UserFactory(email="lee@elsewhere.example"), contoso.reseller_admin):
        client = cast.client_of(stranger)
        cast.follow(client, invitation)
        _post(client, invitation, "accept", confirmed="True")
        with pytest.raises(DomainError, match="wrong_account"):
            _accept(invitation, stranger)
    assert not Membership.objects.filter(tenant=contoso.provider, user=contoso.reseller_admin).exists()
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.OPEN


def test_who_belongs_already_keeps_the_roles_they_have(contoso):
    invitation = ask(contoso)
    user = cast.member(cast.kim(), contoso.provider, Role.BILLING_ADMIN)
    with pytest.raises(DomainError, match="already_member"):
        _accept(invitation, user)
    assert user.memberships.get().roles == [Role.BILLING_ADMIN]


def test_no_comes_from_the_invited_person_and_reaches_who_invited(contoso):
    invitation, user = ask(contoso), cast.member(cast.kim(), cast.reseller(), Role.DEFAULT_USER)
    client = cast.client_of(user)
    page = cast.follow(client, invitation)
    assert "Decline" in _words(page)
    _post(client, invitation, "decline", reason="I left.")
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.DECLINED
    assert OutgoingMail.objects.filter(kind="invitation_declined", to_address=contoso.admin.email).exists()


def test_the_database_lets_a_new_colleague_in_and_no_further(contoso, fabrikam):
    """The acceptance runs behind the same wall as every other request."""
    invitation, user = ask(contoso, Role.USER_ADMIN), cast.kim()
    client = cast.client_of(user)
    cast.follow(client, invitation)
    _post(client, invitation, "accept", confirmed="True")
    with tenancy.acting(user_id=user.pk, tenant_id=contoso.provider.pk):
        assert Membership.objects.filter(tenant=contoso.provider, user=user).exists()
    assert client.get(f"/t/{contoso.provider.slug}/team/").status_code == 200
    assert client.get(f"/t/{fabrikam.provider.slug}/team/").status_code == 404
