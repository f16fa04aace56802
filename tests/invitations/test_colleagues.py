"""Asking colleagues: whom, with which roles, until when; in the list of people and among the other invitations."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from invitations.actions import edit_invitation, resend_invitation, revoke_invitation, send_invitations
from invitations.mail_kinds import _with_all_that_stops_it
from invitations.models import Invitation
from invitations.offers import Offer
from invitations.recipients import parse_many, parse_one
from invitations.states import Delivery, InvitationKind
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, DomainErrors
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.core.sentences import tell
from tests import factories as make
from tests.client import PortalClient
from tests.invitations.test_landing_colleagues import ask as invited
from tests.invitations.test_views_request import entries_of
from tests.world import World

SignIn = Callable[..., PortalClient]
TODAY = timezone.localdate


def offer(*roles: str, **values) -> Offer:
    return Offer(InvitationKind.MEMBER, roles=tuple(roles or [Role.SALES_AGENT]), **values)


def actor(world: World, role: str, kind: str = "provider") -> Actor:
    return Actor(world.people[kind][role], getattr(world, kind), frozenset({Role(role)}))


def ask(
    world: World, what: Offer, to: str = "kim@contoso.example", by: str = Role.GLOBAL_ADMIN
) -> list[Invitation]:
    return send_invitations(
        offer=what,
        recipients=parse_many(to),
        by=actor(world, by),
        language="en",
        days=30,
        subject="Join us",
        text="Open {link}",
        delivery=Delivery.PORTAL,
        batch=uuid.uuid4(),
    )


def codes(caught) -> list[str]:
    errors = getattr(caught.value, "errors", None) or [caught.value]
    return [error.code for error in errors]


@pytest.fixture
def path(contoso: World) -> str:
    return reverse("invitations:invite-colleagues", args=[contoso.provider.slug])


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.admin)


@pytest.fixture
def user_admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.people["provider"][Role.USER_ADMIN])


def ticked(page, *roles: str, **changes: str) -> dict[str, object]:
    """The entries of the page, with these roles ticked."""
    return {
        **entries_of(page, recipients=f"kim@{page.context['actor'].tenant.domain}"),
        "roles": roles,
        **changes,
    }


# ------------------------------------------------------------------ rules
@pytest.mark.parametrize("by", [Role.GLOBAL_ADMIN, Role.USER_ADMIN])
def test_who_manages_the_users_invites_them(contoso, by):
    (one,) = ask(contoso, offer(Role.SALES_AGENT, Role.HELPDESK_AGENT), by=by)
    assert (one.kind, one.inviter, one.roles) == (
        InvitationKind.MEMBER,
        contoso.provider,
        [Role.HELPDESK_AGENT, Role.SALES_AGENT],
    )
    assert not User.objects.filter(email="kim@contoso.example").exists()


def test_only_a_global_admin_offers_the_role_of_one(contoso):
    with pytest.raises(DomainError) as caught:
        ask(contoso, offer(Role.GLOBAL_ADMIN), by=Role.USER_ADMIN)
    assert codes(caught) == ["roles"]
    (one,) = ask(contoso, offer(Role.GLOBAL_ADMIN))
    with pytest.raises(DomainError, match="roles"):
        resend_invitation(invitation=one, by=actor(contoso, Role.USER_ADMIN))


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (lambda: Offer(InvitationKind.MEMBER), "no_role"),
        (lambda: offer(roles_end_on=TODAY() - timedelta(days=1)), "ends_on"),
        (lambda: offer(roles_end_on=TODAY() + timedelta(days=365 * 11)), "ends_on"),
    ],
)
def test_an_offer_has_roles_that_last_until_a_day_to_come(contoso, what, code):
    with pytest.raises(DomainError) as caught:
        ask(contoso, what())
    assert codes(caught) == [code]


def test_a_customer_adds_its_users_itself(contoso, client_for):
    client = client_for(contoso.people["customer"][Role.GLOBAL_ADMIN])
    assert (
        client.get(reverse("invitations:invite-colleagues", args=[contoso.customer.slug])).status_code == 403
    )


def test_a_colleague_need_not_be_invited_and_nobody_twice(contoso):
    with pytest.raises(DomainErrors) as caught:
        ask(contoso, offer(), to=f"new@contoso.example, {contoso.admin.email.upper()}")
    assert codes(caught) == ["already_member"]
    ask(contoso, offer())
    with pytest.raises(DomainErrors) as caught:
        ask(contoso, offer(Role.HELPDESK_AGENT), to="new@contoso.example, kim@contoso.example")
    assert codes(caught) == ["already_invited"]
    assert Invitation.objects.of_colleagues().count() == 1, "all of them or none"


def test_an_invitation_to_a_partnership_does_not_stand_in_the_way(contoso):
    make.InvitationFactory(inviter=contoso.provider, recipient_email="kim@contoso.example")
    assert ask(contoso, offer())


@pytest.mark.parametrize("has_account", [False, True])
def test_who_asks_does_not_learn_whether_there_is_an_account(contoso, admin, path, has_account):
    if has_account:
        make.UserFactory(email=f"kim@{contoso.provider.domain}", full_name="Kim Min-ji")
    done = admin.post(path, ticked(admin.get(path), Role.SALES_AGENT), follow=True).content.decode()
    assert "1 invitation is on its way." in done
    detail = admin.get(
        reverse(
            "invitations:invitation-detail",
            args=[contoso.provider.slug, Invitation.objects.of_colleagues().get().public_id],
        )
    ).content.decode()
    for words in ("has an account", "registered", "Kim Min-ji"):
        assert words not in done + detail


# ------------------------------------------------------------------ the page
def test_roles_are_ticked_with_what_they_are_for(admin, user_admin, path):
    html = admin.get(path).content.decode()
    assert 'value="global_admin"' in html
    assert 'value="sales_agent"' in html
    assert 'value="global_admin"' not in user_admin.get(path).content.decode()


def test_what_is_ticked_is_offered_and_the_mail_says_what_it_allows(contoso, admin, path):
    day = TODAY() + timedelta(days=20)
    entries = ticked(admin.get(path), Role.SALES_AGENT, roles_end_on=day.isoformat())
    admin.post(path, entries)
    one = Invitation.objects.of_colleagues().get()
    assert (one.roles, one.roles_end_on) == ([Role.SALES_AGENT], day)
    mail = OutgoingMail.objects.about(one).get()
    assert f"you belong to {contoso.provider.name} with these roles" in mail.text
    assert "- Sales agent" in mail.text
    assert "They end at the end of" in mail.text


def test_without_a_role_the_page_says_what_is_missing_and_keeps_the_rest(admin, path):
    page = admin.post(path, ticked(admin.get(path), text="Mine {link}"))
    html = page.content.decode()
    assert "<title>Error: " in html
    assert "Mine {link}" in html
    assert not Invitation.objects.of_colleagues().exists()


def test_foreign_addresses_are_named_before_anybody_is_asked(admin, path):
    entries = ticked(admin.get(path), Role.SALES_AGENT, recipients="a@gmail.com, b@other.example")
    page = admin.post(path, entries)
    words = page.content.decode()
    assert "gmail.com</strong>: a mail provider where anybody gets a mailbox" in words
    assert "other.example</strong>" in words
    assert "Nothing has been sent yet." in words
    assert not Invitation.objects.of_colleagues().exists()
    again = {**entries_of(page, recipients="a@gmail.com, b@other.example"), "roles": [Role.SALES_AGENT]}
    more = admin.post(path, again | {"recipients": f"{again['recipients']}, c@third.example"})
    assert "third.example</strong>" in more.content.decode(), "one more is named, too"
    admin.post(path, again)
    assert Invitation.objects.of_colleagues().count() == 2


@pytest.mark.parametrize("recipient", ["kim@{0}", "kim@mail.{0}"])
def test_the_own_domain_is_no_news(contoso, admin, path, recipient):
    address = recipient.format(contoso.provider.domain)
    admin.post(path, ticked(admin.get(path), Role.SALES_AGENT, recipients=address))
    assert Invitation.objects.of_colleagues().get().recipient_email == address


def test_giving_roles_takes_a_proof_of_who_one_is(contoso, admin, path):
    (one,) = ask(contoso, offer())
    edit = reverse("invitations:invitation-edit", args=[contoso.provider.slug, one.public_id])
    admin.age_proof()
    for address in (path, edit):
        for verb in (admin.get, admin.post):
            assert verb(address).url.startswith("/accounts/reauthenticate/")


# ------------------------------------------------------------------ where it is listed
def test_the_team_page_lists_who_is_invited_behind_the_name(contoso, admin):
    invited(contoso, recipient_name="Aaron First", recipient_email="aaron@contoso.example")
    address = reverse("invitations:team-list", args=[contoso.provider.slug])
    html = admin.get(address).content.decode().partition("<tbody")[2]
    assert html.index("Aaron First") < html.index(contoso.admin.full_name)
    assert "Invited" in html
    for query, is_there in (
        ("?state=invited", True),
        ("?state=open", False),
        ("?state=one_step", False),
        ("?role=sales_agent", True),
        ("?role=billing_admin", False),
        ("?q=aaron@", True),
        ("?q=zzz", False),
    ):
        rows = [row for row in admin.get(address + query).context["page"].rows if row.is_invited]
        assert bool(rows) is is_there, query


def test_whoever_has_no_second_step_is_found(contoso, admin):
    careful = contoso.people["provider"][Role.SALES_AGENT]
    User.objects.filter(pk=careful.pk).update(second_step_since=timezone.now())
    address = reverse("invitations:team-list", args=[contoso.provider.slug])
    rows = admin.get(f"{address}?state=one_step").context["page"].rows
    assert rows
    assert careful not in [row.user for row in rows]


def test_it_stands_among_the_invitations_with_its_kind(contoso, admin):
    one = invited(contoso)
    address = reverse("invitations:invitation-list", args=[contoso.provider.slug])
    rows = admin.get(f"{address}?kind=member").context["page"].rows
    assert [row.pk for row in rows] == [one.pk]
    detail = reverse("invitations:invitation-detail", args=[contoso.provider.slug, one.public_id])
    html = admin.get(detail).content.decode()
    assert "Helpdesk agent, Sales agent" in html or "Sales agent, Helpdesk agent" in html


def test_who_asks_partners_does_not_change_what_colleagues_are_offered(contoso, client_for):
    one = invited(contoso)
    agent = client_for(contoso.people["provider"][Role.SALES_AGENT])
    for page in ("edit", "resend", "revoke"):
        address = reverse(f"invitations:invitation-{page}", args=[contoso.provider.slug, one.public_id])
        assert agent.get(address).status_code == 403, page
        assert agent.post(address).status_code == 403, page


# ------------------------------------------------------------------ changing
def _edit(one: Invitation, by: Actor, **changes) -> None:
    names = ("language", "days", "subject", "text", "version", "roles", "roles_end_on")
    stored = {name: getattr(one, name) for name in names}
    edit_invitation(invitation=one, recipient=parse_one(one.recipient_email), by=by, **(stored | changes))


def test_other_roles_mean_a_new_link(contoso):
    (one,) = ask(contoso, offer())
    _edit(one, actor(contoso, Role.USER_ADMIN), roles=[Role.HELPDESK_AGENT])
    one.refresh_from_db()
    assert (one.roles, one.generation) == ([Role.HELPDESK_AGENT], 2)
    event = AuditEvent.objects.filter(action="invitation.edited").latest("id")
    assert event.changes["roles"] == [[Role.SALES_AGENT], [Role.HELPDESK_AGENT]]
    changes = {each.label: each for each in tell(event, contoso.provider).changes}
    assert "Helpdesk agent" in str(changes)


def test_the_same_roles_leave_the_link_alone(contoso):
    (one,) = ask(contoso, offer())
    _edit(one, actor(contoso, Role.GLOBAL_ADMIN), subject="Other words")
    one.refresh_from_db()
    assert one.generation == 1


def test_a_user_admin_makes_no_global_admin_by_editing(contoso):
    (one,) = ask(contoso, offer())
    with pytest.raises(DomainError, match="roles"):
        _edit(one, actor(contoso, Role.USER_ADMIN), roles=[Role.GLOBAL_ADMIN])


@pytest.mark.situation("C-031")
def test_who_saves_second_reads_both_versions_of_the_roles(contoso, admin):
    (one,) = ask(contoso, offer())
    address = reverse("invitations:invitation-edit", args=[contoso.provider.slug, one.public_id])
    page = admin.get(address)
    _edit(one, actor(contoso, Role.USER_ADMIN), roles=[Role.HELPDESK_AGENT])
    entries = entries_of(page, recipient=one.recipient_email) | {
        "roles": [Role.SALES_AGENT, Role.BILLING_ADMIN]
    }
    html = admin.post(address, entries).content.decode()
    assert "A colleague changed this invitation meanwhile" in html
    for words in ("Billing admin, Sales agent", "Helpdesk agent"):
        assert words in html


def test_taken_back_it_is_over(contoso):
    (one,) = ask(contoso, offer())
    revoke_invitation(invitation=one, by=actor(contoso, Role.USER_ADMIN))
    assert not Invitation.objects.of_colleagues().open().exists()


def test_a_mail_waits_in_vain_when_its_sender_may_not_give_the_roles_any_more(contoso):
    (one,) = ask(contoso, offer(Role.GLOBAL_ADMIN))
    assert _with_all_that_stops_it(one.pk).get().has_sender
    contoso.admin.memberships.filter(tenant=contoso.provider).update(roles=[Role.USER_ADMIN])
    assert not _with_all_that_stops_it(one.pk).get().has_sender
    Invitation.objects.filter(pk=one.pk).update(roles=[Role.SALES_AGENT])
    assert _with_all_that_stops_it(one.pk).get().has_sender


def test_the_database_keeps_what_a_colleague_is_offered(contoso):
    one, other = invited(contoso), contoso.invitation
    for row, changes in (
        (one, {"roles": []}),
        (one, {"admin_access": True}),
        (other, {"roles": ["sales_agent"]}),
    ):
        with pytest.raises(IntegrityError, match="invitation_kind_whole"), transaction.atomic():
            Invitation.objects.filter(pk=row.pk).update(**changes)
