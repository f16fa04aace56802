"""The person who invited has left, or may not invite any more: colleagues go on, and nobody gets a dead link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Role
from invitations import emails, mail_kinds, reasons, sweeps
from invitations.actions import decline_invitation
from invitations.models import Invitation
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]
TO = "lee@resellers.example"


@pytest.fixture
def sent(contoso: World) -> Invitation:
    """By a sales agent who works in no other organisation."""
    return make.InvitationFactory(
        inviter=contoso.provider, invited_by=make.UserFactory(full_name="Gone Away"), recipient_email=TO
    )


def leave(invitation: Invitation) -> None:
    Membership.objects.filter(user=invitation.invited_by, tenant=invitation.inviter).delete()


def demote(invitation: Invitation) -> None:
    Membership.objects.filter(user=invitation.invited_by).update(roles=[Role.BILLING_ADMIN])


def deactivate(invitation: Invitation) -> None:
    type(invitation.invited_by).objects.filter(pk=invitation.invited_by_id).update(is_active=False)


GOING = [leave, demote, deactivate]


def path(invitation: Invitation, step: str) -> str:
    return reverse(f"invitations:invitation-{step}", args=[invitation.inviter.slug, invitation.public_id])


@pytest.mark.parametrize("step", ["detail", "edit", "resend", "revoke"])
def test_colleagues_still_have_every_page(
    contoso: World, client_for: SignIn, sent: Invitation, step: str
) -> None:
    leave(sent)
    page = client_for(contoso.admin).get(path(sent, step))
    assert page.status_code == 200
    assert TO in page.content.decode()


def test_colleagues_still_have_the_messages_of_the_request(
    contoso: World, client_for: SignIn, sent: Invitation
) -> None:
    leave(sent)
    where = reverse("invitations:batch-detail", args=[contoso.provider.slug, sent.batch])
    page = client_for(contoso.admin).get(where)
    assert page.status_code == 200
    assert "/i/" in page.content.decode()


@pytest.mark.parametrize("going", GOING)
@pytest.mark.parametrize("step", ["edit", "readdress", "resend", "bulk", "revoke"])
def test_a_colleague_goes_on_and_answers_for_it(
    contoso: World, client_for: SignIn, sent: Invitation, step: str, going: Callable[[Invitation], None]
) -> None:
    going(sent)
    admin = client_for(contoso.admin)
    if step == "bulk":
        bulk = reverse("invitations:invitation-bulk", args=[contoso.provider.slug])
        admin.post(bulk, {"action": "resend", "confirmed": "1", "rows": [f"{sent.public_id}.1"]})
    else:
        page = admin.get(path(sent, "edit" if step == "readdress" else step))
        fields = page.context.get("form") or []
        entries = {field.html_name: str(field.value() or "") for field in fields}
        if step == "readdress":
            entries["recipient"] = "somebody@else.example"
        elif step == "edit":
            entries["subject"] = "Changed"
        answer = admin.post(path(sent, "edit" if step == "readdress" else step), entries)
        assert answer["Location"] == path(sent, "detail")
    row = Invitation.objects.get(pk=sent.pk)
    if step == "revoke":
        assert row.status == "revoked"
        return
    assert row.invited_by == contoso.admin
    assert row.invited_by_name == contoso.admin.full_name
    for mail in OutgoingMail.objects.about(row):
        assert mail.reply_to == contoso.admin.email
        assert mail_kinds._stop(mail) == ""


@pytest.mark.parametrize("going", GOING)
def test_notices_go_to_a_global_admin_who_is_there(
    contoso: World, sent: Invitation, going: Callable[[Invitation], None]
) -> None:
    going(sent)
    emails.tell_undeliverable(sent, "550 5.1.1 user unknown", "a")
    person = make.UserFactory(email=TO)
    decline_invitation(invitation=sent, generation=1, reason="", user=person, tenant=None)
    late = make.InvitationFactory(inviter=contoso.provider, invited_by=sent.invited_by, member=False)
    Invitation.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    sweeps.expire_batch()
    kinds = [emails.UNDELIVERABLE, emails.DECLINED, emails.EXPIRED]
    mails = dict(OutgoingMail.objects.filter(kind__in=kinds).values_list("kind", "to_address"))
    assert mails == dict.fromkeys(kinds, contoso.admin.email)


def test_an_admin_hears_once_of_all_who_are_gone(contoso: World, sent: Invitation) -> None:
    other = make.InvitationFactory(inviter=contoso.provider)
    for invitation in (sent, other):
        leave(invitation)
    Invitation.objects.filter(pk__in=[sent.pk, other.pk]).update(
        expires_at=timezone.now() - timedelta(minutes=1)
    )
    sweeps.expire_batch()
    mail = OutgoingMail.objects.get(kind=emails.EXPIRED)
    assert mail.to_address == contoso.admin.email
    assert TO in mail.text
    assert other.recipient_email in mail.text


def test_where_nobody_is_left_nobody_is_told(contoso: World, sent: Invitation) -> None:
    Membership.objects.filter(tenant=contoso.provider).delete()
    emails.tell_undeliverable(sent, "550 5.1.1 user unknown", "a")
    Invitation.objects.filter(pk=sent.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert sweeps.expire_batch() == 1
    assert not OutgoingMail.objects.filter(kind__in=[emails.UNDELIVERABLE, emails.EXPIRED]).exists()


@pytest.mark.parametrize("going", GOING)
def test_no_reminder_with_a_dead_link(sent: Invitation, going: Callable[[Invitation], None]) -> None:
    Invitation.objects.filter(pk=sent.pk).update(next_reminder_at=timezone.now() - timedelta(minutes=1))
    going(sent)
    sweeps.remind_batch()
    assert not OutgoingMail.objects.filter(kind=emails.REMINDER, about_id=sent.pk).exists()
    assert Invitation.objects.get(pk=sent.pk).next_reminder_at > timezone.now()


@pytest.mark.parametrize("going", GOING)
def test_what_is_queued_already_is_stopped(sent: Invitation, going: Callable[[Invitation], None]) -> None:
    mails = [emails.queue_invitation(sent), emails.queue_reminder(sent)]
    assert [mail_kinds._stop(OutgoingMail.objects.get(pk=mail.pk)) for mail in mails] == ["", ""]
    going(sent)
    stops = [mail_kinds._stop(OutgoingMail.objects.get(pk=mail.pk)) for mail in mails]
    assert stops == [reasons.SENDER_GONE] * 2


def test_who_is_still_there_is_told_as_before(contoso: World, sent: Invitation) -> None:
    emails.tell_undeliverable(sent, "550 5.1.1 user unknown", "a")
    assert OutgoingMail.objects.get(kind=emails.UNDELIVERABLE).to_address == sent.invited_by.email
