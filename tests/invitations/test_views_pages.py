"""The list of invitations and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from invitations.actions import decline_invitation, note_refusal, resend_invitation, revoke_invitation
from invitations.models import Invitation
from invitations.states import Delivery, InvitationStatus
from invitations.tokens import link_of
from partnercenter.core.models import OutgoingMail
from partnercenter.core.states_mail import MailStatus
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]
NOW = timezone.now


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.admin)


def listed(world: World, **query) -> str:
    return reverse("invitations:invitation-list", args=[world.provider.slug], query=query or None)


def page_of(world: World, invitation: Invitation) -> str:
    return reverse("invitations:invitation-detail", args=[world.provider.slug, invitation.public_id])


def invite(world: World, email: str, **values) -> Invitation:
    return make.InvitationFactory(
        inviter=world.provider, invited_by=world.admin, recipient_email=email, **values
    )


def with_mail(invitation: Invitation, status: str, reply: str = "") -> Invitation:
    make.OutgoingMailFactory(
        kind="invitation",
        tenant=invitation.inviter,
        about_type="invitations.invitation",
        about_id=invitation.pk,
        status=status,
        reply=reply,
        sent_at=NOW() if status == MailStatus.SENT else None,
    )
    return invitation


STATES = {
    "open": {},
    "accepted": {"status": "accepted", "answered_at": NOW()},
    "declined": {"status": "declined", "answered_at": NOW()},
    "revoked": {"status": "revoked", "closed_at": NOW()},
    "expired": {"status": "expired", "closed_at": NOW(), "expires_at": NOW() - timedelta(days=1)},
}


@pytest.fixture
def every_state(contoso: World) -> dict[str, Invitation]:
    contoso.invitation.delete()
    made = {
        state: invite(
            contoso,
            f"{state}@x.example",
            **values,
            **({"recipient_tenant": contoso.reseller} if state == "accepted" else {}),
        )
        for state, values in STATES.items()
    }
    made["past"] = invite(contoso, "past@x.example", expires_at=NOW() - timedelta(minutes=1))
    return made


@pytest.mark.rule("D5")
def test_every_state_is_named_and_can_be_filtered(
    admin: PortalClient, contoso: World, every_state: dict[str, Invitation]
) -> None:
    html = admin.get(listed(contoso)).content.decode()
    for state in InvitationStatus:
        assert str(state.label) in html
        rows = admin.get(listed(contoso, state=state.value)).context["rows"]
        wanted = {every_state[state.value].pk}
        if state == InvitationStatus.EXPIRED:  # nobody has swept it yet, and yet it is over
            wanted.add(every_state["past"].pk)
        assert {row.pk for row in rows} == wanted


@pytest.mark.rule("D5")
@pytest.mark.parametrize(
    ("status", "words", "reply_shows"),
    [
        (MailStatus.QUEUED, "Queued", False),
        (MailStatus.SENT, "Sent", False),
        (MailStatus.DELAYED, "Delayed", True),
        (MailStatus.FAILED, "Failed", True),
        (MailStatus.ABORTED, "Stopped", True),
    ],
)
def test_the_state_of_the_mail_with_the_servers_answer(
    admin: PortalClient, contoso: World, status: str, words: str, reply_shows: bool
) -> None:
    with_mail(invite(contoso, "zz@x.example"), status, "550 5.1.1 user <b>unknown</b>")
    html = admin.get(listed(contoso, q="zz@")).content.decode()
    assert words in html
    assert ("550 5.1.1 user &lt;b&gt;unknown" in html) is reply_shows


def test_who_sends_it_oneself_is_told_so(admin: PortalClient, contoso: World) -> None:
    invite(contoso, "zz@x.example", delivery=Delivery.SELF)
    assert "Sent by yourself" in admin.get(listed(contoso, q="zz@")).content.decode()


@pytest.mark.parametrize(("text", "found"), [("KIM@", 1), ("kim@x.ex", 1), ("im@", 0), ("%", 0)])
def test_search_by_the_beginning_of_the_address(
    admin: PortalClient, contoso: World, text: str, found: int
) -> None:
    invite(contoso, "Kim@x.example")
    page = admin.get(listed(contoso, q=text))
    assert len(page.context["rows"]) == found


def test_sorting_by_recipient_and_by_age(admin: PortalClient, contoso: World) -> None:
    contoso.invitation.delete()
    for email in ("b@x.example", "c@x.example", "a@x.example"):
        invite(contoso, email)

    def order(sort: str) -> str:
        rows = admin.get(listed(contoso, sort=sort)).context["rows"]
        return "".join(row.recipient_email[0] for row in rows)

    assert [order(sort) for sort in ("to", "-to", "asked", "-asked", "nonce")] == [
        "abc",
        "cba",
        "bca",
        "acb",
        "acb",
    ]


def test_as_many_queries_for_25_rows_as_for_one(admin: PortalClient, contoso: World) -> None:
    admin.get(listed(contoso))
    with CaptureQueriesContext(connection) as one:
        assert len(admin.get(listed(contoso)).context["rows"]) == 1
    for number in range(24):
        with_mail(invite(contoso, f"a{number}@x.example"), MailStatus.QUEUED)
    with CaptureQueriesContext(connection) as many:
        assert len(admin.get(listed(contoso)).context["rows"]) == 25
    assert len(one) == len(many)


def test_first_use_says_what_it_is_for(admin: PortalClient, contoso: World) -> None:
    contoso.invitation.delete()
    html = admin.get(listed(contoso)).content.decode()
    assert "No invitations yet" in html
    assert "Request a partnership" in html


# ------------------------------------------------------------------ the page of one
@pytest.mark.rule("S000-16", "S000-17", "S000-19", "D5")
def test_an_open_one_shows_its_link_message_and_steps(admin: PortalClient, contoso: World) -> None:
    page = admin.get(page_of(contoso, contoso.invitation))
    html = page.content.decode()
    assert link_of(contoso.invitation) in html
    for words in ("Copy to clipboard", "Open in email", "Resend", "Edit", "Revoke"):
        assert words in html
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("open", {"resend", "edit", "revoke"}),
        ("past", {"resend"}),
        ("expired", {"resend"}),
        ("accepted", set()),
        ("declined", set()),
        ("revoked", set()),
    ],
)
def test_only_what_is_possible_is_offered(
    admin: PortalClient, contoso: World, every_state: dict[str, Invitation], state: str, steps: set[str]
) -> None:
    invitation = every_state[state]
    html = admin.get(page_of(contoso, invitation)).content.decode()
    base = page_of(contoso, invitation)
    assert {step for step in ("resend", "edit", "revoke") if f'href="{base}{step}/"' in html} == steps
    assert ("/i/" in html) is (state == "open")


def test_history_in_sentences_with_reasons_and_the_servers_answers(
    admin: PortalClient, contoso: World
) -> None:
    invitation = contoso.invitation
    OutgoingMail.objects.filter(pk=contoso.mail.pk).update(
        status=MailStatus.FAILED, reply="550 5.1.1 user unknown"
    )
    resend_invitation(invitation=invitation, by=contoso.actor())
    visitor = make.UserFactory(full_name="Somebody Else")
    note_refusal(invitation=invitation, user=visitor, code="wrong_account")
    person = make.UserFactory(email=invitation.recipient_email, full_name="Kim Invited")
    decline_invitation(
        invitation=invitation, generation=2, reason="We have a provider.", user=person, tenant=None
    )
    html = admin.get(page_of(contoso, invitation)).content.decode()
    for words in (
        "The mail could not be delivered.",
        "550 5.1.1 user unknown",
        f"{contoso.admin.full_name} sent the invitation to {invitation.recipient_email} again, with a new link.",
        f"Somebody Else opened the link for {invitation.recipient_email} but could not answer.",
        "Signed in with another address than the invited one.",
        f"Kim Invited declined the invitation of {contoso.provider.name}.",
        "We have a provider.",
    ):
        assert words in html


@pytest.mark.situation("C-048")
def test_an_undeliverable_mail_offers_to_correct_the_address(admin: PortalClient, contoso: World) -> None:
    invitation = with_mail(invite(contoso, "zz@x.example"), MailStatus.FAILED, "550 5.1.1 user unknown")
    html = admin.get(page_of(contoso, invitation)).content.decode()
    assert "The mail could not be delivered" in html
    assert "550 5.1.1 user unknown" in html
    assert reverse("invitations:invitation-edit", args=[contoso.provider.slug, invitation.public_id]) in html
    assert "Correct the address" in html


@pytest.mark.situation("C-061")
def test_a_foreign_invitation_is_as_none_on_every_page(
    admin: PortalClient, contoso: World, fabrikam: World
) -> None:
    for name in ("detail", "edit", "resend", "revoke"):
        answers = [
            admin.generic(
                method, reverse(f"invitations:invitation-{name}", args=[contoso.provider.slug, pid])
            )
            for method in (("GET",) if name == "detail" else ("GET", "POST"))
            for pid in (fabrikam.invitation.public_id, "a" * 16)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
    assert Invitation.objects.open().filter(pk=fabrikam.invitation.pk, generation=1).exists()


def test_a_revoked_one_says_when_and_by_whom(admin: PortalClient, contoso: World) -> None:
    revoke_invitation(invitation=contoso.invitation, by=contoso.actor())
    html = admin.get(page_of(contoso, contoso.invitation)).content.decode()
    assert (
        f"{contoso.admin.full_name} revoked the invitation to {contoso.invitation.recipient_email}." in html
    )
    assert link_of(contoso.invitation) not in html
