"""Requests, resends, revocations and edits, below the pages."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from invitations.actions import edit_invitation, resend_invitation, revoke_invitation, send_invitations
from invitations.models import Invitation
from invitations.recipients import parse_many, parse_one
from invitations.states import Delivery, InvitationStatus
from invitations.tokens import link_of
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, DomainErrors, RateLimited, StaleState
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.world import World


def ask(world: World, text: str = "kim@reseller.example", **wishes) -> list[Invitation]:
    wishes = {
        "language": "en",
        "days": 30,
        "subject": "Partners?",
        "text": "Open {link}",
        "delivery": Delivery.PORTAL,
        "batch": uuid.uuid4(),
        "by": world.actor(),
    } | wishes
    return send_invitations(recipients=parse_many(text), **wishes)


def mails_of(invitation: Invitation):
    return OutgoingMail.objects.about(invitation).order_by("id")


# ------------------------------------------------------------------ asking
@pytest.mark.rule("S000-13", "S000-19", "D5")
def test_one_tracked_invitation_a_recipient_each_with_its_own_link(contoso: World) -> None:
    made = ask(contoso, "Kim <kim@a.example>, lee@b.example", days=14)
    assert [one.recipient_email for one in made] == ["kim@a.example", "lee@b.example"]
    assert len({link_of(one) for one in made}) == 2
    for one in made:
        assert one.status == InvitationStatus.OPEN
        assert one.expires_at - one.opened_at == timedelta(days=14)
        mail = mails_of(one).get()
        assert "{link}" in mail.text
        assert link_of(one) not in mail.text  # derived when it leaves, never stored
    assert AuditEvent.objects.filter(action="invitation.sent").count() == 2


@pytest.mark.rule("S000-17", "D5")
def test_sent_by_yourself_the_portal_sends_nothing_and_reminds_nobody(contoso: World) -> None:
    (made,) = ask(contoso, delivery=Delivery.SELF)
    assert not mails_of(made).exists()
    assert made.next_reminder_at is None


@pytest.mark.situation("C-021", "C-022")
def test_the_same_request_twice_is_one(contoso: World) -> None:
    batch = uuid.uuid4()
    first, second = ask(contoso, batch=batch), ask(contoso, batch=batch)
    assert [one.pk for one in first] == [one.pk for one in second]
    assert mails_of(first[0]).count() == 1


def test_a_batch_id_of_another_organisation_means_nothing(contoso: World, fabrikam: World) -> None:
    (theirs,) = ask(fabrikam)
    (mine,) = ask(contoso, batch=theirs.batch)
    assert mine.pk != theirs.pk


@pytest.mark.situation("C-002", "C-024")
def test_a_second_open_invitation_to_one_person_names_the_first(contoso: World) -> None:
    ask(contoso, "A+Tag@X.example")
    with pytest.raises(DomainErrors) as caught:
        ask(contoso, "a+tag@x.example, new@x.example")
    (error,) = caught.value.errors
    assert error.code == "already_invited"
    assert contoso.admin.full_name in str(error.message)
    assert not Invitation.objects.filter(recipient_key="new@x.example").exists()  # all or none


def test_an_expired_one_nobody_swept_makes_room(contoso: World) -> None:
    (old,) = ask(contoso)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    (new,) = ask(contoso)
    old.refresh_from_db()
    assert (old.status, new.status) == (InvitationStatus.EXPIRED, InvitationStatus.OPEN)


@pytest.mark.rule("S004-15")
@pytest.mark.situation("C-017")
def test_colleagues_are_refused_all_at_once_however_they_are_spelt(contoso: World) -> None:
    other = contoso.people["provider"]["sales_agent"].email
    with pytest.raises(DomainErrors) as caught:
        ask(contoso, f"{contoso.admin.email.upper()}, new@x.example, {other}")
    assert [error.code for error in caught.value.errors] == ["own_organisation"] * 2


@pytest.mark.rule("D5")
@pytest.mark.situation("C-014")
@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (90, True), (91, False), (-1, False)])
def test_from_1_to_90_days(contoso: World, days: int, fits: bool) -> None:
    if fits:
        assert ask(contoso, days=days)
    else:
        with pytest.raises(DomainError, match="days"):
            ask(contoso, days=days)


@pytest.mark.situation("C-060")
def test_who_opted_out_is_not_asked(contoso: World, fabrikam: World) -> None:
    make.OptOutFactory(recipient_key="kim@reseller.example", tenant=contoso.provider)
    with pytest.raises(DomainErrors, match="opted_out"):
        ask(contoso)
    assert ask(fabrikam)


def another_provider(world: World) -> Actor:
    actor = world.actor()
    return Actor(actor.user, make.TenantFactory(provider=True), actor.roles)


@pytest.mark.situation("C-092")
def test_a_recipients_day_has_room_for_ten_across_organisations(contoso: World) -> None:
    for _ in range(10):
        ask(contoso, by=another_provider(contoso))
    with pytest.raises(RateLimited) as caught:
        ask(contoso, by=another_provider(contoso))
    assert caught.value.field == "recipients"
    assert caught.value.retry_after > 0


@pytest.mark.situation("C-092")
def test_one_person_gets_no_22_mails_a_day_whichever_way(contoso: World) -> None:
    """Asking, sending again and changing the address in turn, in ever other organisations."""
    victim, refused = "victim@a.example", 0
    for number in range(8):
        by = another_provider(contoso)
        (first,) = ask(contoso, victim, by=by) if number < 3 else ask(contoso, f"n{number}@a.example", by=by)
        for step in ("readdress", "resend", "resend", "resend"):
            invitation = Invitation.objects.get(pk=first.pk)
            try:
                if step == "resend":
                    resend_invitation(invitation=invitation, by=by)
                elif invitation.recipient_email != victim:
                    edit(contoso, invitation, recipient=parse_one(victim), by=by)
            except RateLimited:
                refused += 1
    assert OutgoingMail.objects.filter(to_address=victim).count() == 10
    assert refused


@pytest.mark.situation("C-092")
@pytest.mark.parametrize("limit", ["per_user_day", "per_tenant_day"])
def test_new_links_count_for_the_person_and_the_organisation(contoso: World, settings, limit: str) -> None:
    (made,) = ask(contoso)
    settings.INVITATION_LIMITS = settings.INVITATION_LIMITS | {limit: 3}
    resend_invitation(invitation=made, by=contoso.actor())
    edit(contoso, Invitation.objects.get(pk=made.pk), recipient=parse_one("lee@b.example"))
    made = Invitation.objects.get(pk=made.pk)
    with pytest.raises(RateLimited):
        resend_invitation(invitation=made, by=contoso.actor())
    made = Invitation.objects.get(pk=made.pk)
    with pytest.raises(RateLimited):
        edit(contoso, made, recipient=parse_one("kim@c.example"))
    made = Invitation.objects.get(pk=made.pk)
    edit(contoso, made, subject="Words count for nothing")


# ------------------------------------------------------------------ sending again
@pytest.mark.rule("D5")
def test_resending_makes_a_new_link_and_a_new_clock(contoso: World) -> None:
    (made,) = ask(contoso, days=10)
    before = link_of(made)
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    made.refresh_from_db()
    resend_invitation(invitation=made, by=contoso.actor())
    made.refresh_from_db()
    assert link_of(made) != before
    assert made.generation == 2
    assert made.expires_at - made.opened_at == timedelta(days=10)
    assert list(mails_of(made).values_list("generation", flat=True)) == [1, 2]


@pytest.mark.rule("D5")
def test_an_expired_one_can_be_sent_again(contoso: World) -> None:
    invitation = make.InvitationFactory(
        inviter=contoso.provider,
        invited_by=contoso.admin,
        status=InvitationStatus.EXPIRED,
        closed_at=timezone.now(),
    )
    resend_invitation(invitation=invitation, by=contoso.actor())
    assert Invitation.objects.open().filter(pk=invitation.pk).exists()


@pytest.mark.parametrize(
    "status", [InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.REVOKED]
)
def test_what_is_over_is_not_sent_again(contoso: World, status: str) -> None:
    contoso.invitation.status = status
    with pytest.raises(DomainError, match="not_sendable"):
        resend_invitation(invitation=contoso.invitation, by=contoso.actor())


def test_two_resends_of_one_state_are_one(contoso: World) -> None:
    (made,) = ask(contoso)
    other_tab = Invitation.objects.get(pk=made.pk)
    resend_invitation(invitation=made, by=contoso.actor())
    with pytest.raises(StaleState):
        resend_invitation(invitation=other_tab, by=contoso.actor())
    assert mails_of(made).count() == 2


def test_an_expired_one_gives_way_to_the_open_one_of_the_same_person(contoso: World) -> None:
    values = {"inviter": contoso.provider, "invited_by": contoso.admin, "recipient_email": "kim@a.example"}
    old = make.InvitationFactory(**values, status=InvitationStatus.EXPIRED, closed_at=timezone.now())
    make.InvitationFactory(**values)
    with pytest.raises(DomainError, match="already_invited"):
        resend_invitation(invitation=old, by=contoso.actor())


def test_who_resends_answers_for_a_sender_who_left(contoso: World) -> None:
    (made,) = ask(contoso)
    colleague = contoso.actor("provider", "sales_agent")
    resend_invitation(invitation=made, by=colleague)
    assert made.invited_by == contoso.admin
    Membership.objects.filter(user=contoso.admin).delete()
    resend_invitation(invitation=made, by=colleague)
    made.refresh_from_db()
    assert (made.invited_by, made.invited_by_name) == (colleague.user, colleague.user.full_name)


# ------------------------------------------------------------------ revoking, editing
@pytest.mark.rule("D5")
def test_revoking(contoso: World) -> None:
    revoke_invitation(invitation=contoso.invitation, by=contoso.actor())
    row = Invitation.objects.get(pk=contoso.invitation.pk)
    assert (row.status, row.closed_by_name) == (InvitationStatus.REVOKED, contoso.admin.full_name)
    with pytest.raises(DomainError, match="not_open"):
        revoke_invitation(invitation=row, by=contoso.actor())


def edit(world: World, invitation: Invitation, **values) -> None:
    values = {
        "version": invitation.version,
        "recipient": parse_one(invitation.recipient_email),
        "language": "en",
        "days": 30,
        "subject": "New subject",
        "text": "New {link}",
        "by": world.actor(),
    } | values
    edit_invitation(invitation=invitation, **values)


def test_other_words_keep_the_link(contoso: World) -> None:
    (made,) = ask(contoso)
    before = link_of(made)
    edit(contoso, made)
    made = Invitation.objects.get(pk=made.pk)
    assert (made.subject, made.version, made.generation) == ("New subject", 2, 1)
    assert link_of(made) == before
    assert mails_of(made).count() == 1
    changes = AuditEvent.objects.get(action="invitation.edited").changes
    assert changes["subject"] == ["Partners?", "New subject"]


def test_another_address_means_another_link_and_a_mail(contoso: World) -> None:
    (made,) = ask(contoso)
    before = link_of(made)
    edit(contoso, made, recipient=parse_one("Lee <lee@b.example>"))
    made = Invitation.objects.get(pk=made.pk)
    assert (made.recipient_email, made.recipient_name, made.generation) == ("lee@b.example", "Lee", 2)
    assert link_of(made) != before
    assert mails_of(made).last().to_address == "lee@b.example"


@pytest.mark.situation("C-031")
def test_the_second_edit_of_a_version_is_stale(contoso: World) -> None:
    (made,) = ask(contoso)
    other_tab = Invitation.objects.get(pk=made.pk)
    edit(contoso, made, subject="First")
    for values in ({}, {"recipient": parse_one("lee@b.example")}):
        with pytest.raises(StaleState):
            edit(contoso, other_tab, **values)
    assert Invitation.objects.get(pk=made.pk).subject == "First"


@pytest.mark.situation("C-031")
def test_a_form_of_another_version_is_stale_whatever_is_stored(contoso: World) -> None:
    with pytest.raises(StaleState):
        edit(contoso, contoso.invitation, version=99)


def test_days_that_would_have_passed_are_refused(contoso: World) -> None:
    (made,) = ask(contoso)
    Invitation.objects.filter(pk=made.pk).update(opened_at=timezone.now() - timedelta(days=5))
    made.refresh_from_db()
    with pytest.raises(DomainError, match="days"):
        edit(contoso, made, days=3)
    edit(contoso, made, days=6)
