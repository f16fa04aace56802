"""An edit while the mail waits, reasons in the reader's language, links whose key is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from invitations import emails, mail_kinds, reasons, sweeps
from invitations.models import Invitation
from partnercenter.core.mail import delivery, queue
from partnercenter.core.mail.smtp import Connection
from partnercenter.core.models import OutgoingMail
from partnercenter.core.states_mail import MailStatus
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]
TO = "lee@resellers.example"


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.admin)


@pytest.fixture
def sent(contoso: World) -> Invitation:
    """Its mail is queued."""
    OutgoingMail.objects.all().delete()
    made = make.InvitationFactory(
        inviter=contoso.provider, invited_by=contoso.admin, recipient_email=TO, text="Old words {link}"
    )
    emails.queue_invitation(made)
    return made


def path(invitation: Invitation, step: str) -> str:
    return reverse(f"invitations:invitation-{step}", args=[invitation.inviter.slug, invitation.public_id])


def save(admin: PortalClient, invitation: Invitation, **changes: str):
    form = admin.get(path(invitation, "edit")).context["form"]
    entries = {field.html_name: str(field.value() or "") for field in form} | changes
    return admin.post(path(invitation, "edit"), entries, follow=True)


def mail_of(invitation: Invitation, kind: str = emails.INVITATION) -> OutgoingMail:
    return OutgoingMail.objects.get(kind=kind, about_id=invitation.pk)


NEW = {"subject": "New subject", "text": "New words {link}", "language": "ko", "days": "60"}


# ------------------------------------------------------------------ edits while the mail waits
@pytest.mark.parametrize("status", [MailStatus.QUEUED, MailStatus.DELAYED])
def test_a_mail_that_waits_says_the_new_words(admin: PortalClient, sent: Invitation, status: str) -> None:
    OutgoingMail.objects.update(status=status)
    page = save(admin, sent, **NEW, recipient=f"Lee <{TO.upper()}>")
    mail, row = mail_of(sent), Invitation.objects.get(pk=sent.pk)
    assert (mail.subject, mail.language, mail.to_name) == ("New subject", "ko", "Lee")
    assert mail.to_address == row.recipient_email == TO.upper()
    assert mail.text == emails.full_text(row)
    assert "New words {link}" in mail.text
    assert "so has the mail that is waiting" in page.content.decode()
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": MailStatus.SENT},
        {"status": MailStatus.DELAYED, "lapses": 1},
    ],
)
def test_a_mail_that_has_or_may_have_left_stays_and_the_page_says_so(
    admin: PortalClient, sent: Invitation, changes: dict[str, object]
) -> None:
    OutgoingMail.objects.update(**changes, sent_at=timezone.now() if changes["status"] == "sent" else None)
    before = mail_of(sent)
    page = save(admin, sent, **NEW)
    assert (mail_of(sent).subject, mail_of(sent).text) == (before.subject, before.text)
    assert "The mail with the old words has left" in page.content.decode()


def test_a_leased_mail_is_not_changed_under_the_worker(admin: PortalClient, sent: Invitation) -> None:
    assert queue.lease().pk == mail_of(sent).pk
    page = save(admin, sent, **NEW)
    assert "Old words" in mail_of(sent).text
    assert "The mail with the old words has left" in page.content.decode()


def test_a_failed_mail_that_an_operator_sends_again_says_the_new_words(
    admin: PortalClient, sent: Invitation
) -> None:
    OutgoingMail.objects.update(status=MailStatus.FAILED)
    page = save(admin, sent, **NEW)
    assert "New words" in mail_of(sent).text
    assert "so has the mail that is waiting" not in page.content.decode()


def test_a_reminder_that_waits_says_the_new_deadline(admin: PortalClient, sent: Invitation) -> None:
    emails.queue_reminder(sent)
    old = mail_of(sent, emails.REMINDER).text
    save(admin, sent, days="60", subject="New subject")
    assert mail_of(sent, emails.REMINDER).text != old
    assert mail_of(sent, emails.REMINDER).subject == "Reminder: New subject"


def test_another_case_of_the_address_is_stored_with_the_same_link(
    admin: PortalClient, sent: Invitation
) -> None:
    page = save(admin, sent, recipient="Lee@Resellers.Example")
    row = Invitation.objects.get(pk=sent.pk)
    assert (row.recipient_email, row.recipient_key, row.generation) == ("Lee@Resellers.Example", TO, 1)
    assert f"{TO} → Lee@Resellers.Example" in page.content.decode()


# ------------------------------------------------------------------ room
@pytest.mark.parametrize("step", ["resend", "edit"])
def test_an_expired_one_nobody_swept_is_in_nobodys_way(
    admin: PortalClient, contoso: World, sent: Invitation, step: str
) -> None:
    values = {"inviter": contoso.provider, "invited_by": contoso.admin}
    if step == "resend":
        mine = make.InvitationFactory(
            **values, recipient_email=TO, status="expired", closed_at=timezone.now()
        )
    else:
        mine = make.InvitationFactory(**values, recipient_email="other@b.example")
    Invitation.objects.filter(pk=sent.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    if step == "resend":
        admin.post(path(mine, "resend"), {"delivery": "portal"})
    else:
        save(admin, mine, recipient=TO)
    row = Invitation.objects.get(pk=mine.pk)
    assert (row.status, row.recipient_key, row.generation) == ("open", TO, 2)
    assert Invitation.objects.get(pk=sent.pk).status == "expired"


# ------------------------------------------------------------------ reasons
def test_past_the_deadline_is_said_as_expired(sent: Invitation) -> None:
    Invitation.objects.filter(pk=sent.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert mail_kinds._stop(mail_of(sent)) == reasons.over("expired")


def test_a_reason_is_stored_as_a_code_and_said_in_words(
    admin: PortalClient, contoso: World, sent: Invitation
) -> None:
    OutgoingMail.objects.update(status=MailStatus.ABORTED, reply=reasons.SENDER_GONE)
    listed = reverse("invitations:invitation-list", args=[contoso.provider.slug])
    for where in (path(sent, "detail"), listed):
        html = admin.get(where).content.decode()
        assert reasons.SENDER_GONE not in html
    assert "may not invite any more" in html


def test_every_code_has_its_words() -> None:
    codes = [reasons.REPLACED, reasons.UNWANTED, reasons.SENDER_GONE, reasons.LINK_LOST]
    codes += [reasons.over(status) for status in ("accepted", "declined", "revoked", "expired")]
    for code in codes:
        words, by_server = reasons.in_words(code)
        assert not by_server
        assert "invitation." not in str(words)
    assert reasons.in_words("550 no") == ("550 no", True)


# ------------------------------------------------------------------ links whose key is gone
@pytest.fixture
def lost(sent: Invitation, settings) -> Invitation:
    """The key it was made with is another one, so that the sessions of this test stay good."""
    sent.links.update(digest="0" * 64)
    return sent


def test_a_link_that_cannot_be_made_again_is_not_shown(
    admin: PortalClient, contoso: World, lost: Invitation
) -> None:
    batch = reverse("invitations:batch-detail", args=[contoso.provider.slug, lost.batch])
    for where in (path(lost, "detail"), batch):
        html = admin.get(where).content.decode()
        assert "The link can no longer be shown. Send the invitation again" in html
        assert "/i/" not in html
    admin.post(path(lost, "resend"), {"delivery": "portal"})
    assert "/i/" in admin.get(path(lost, "detail")).content.decode()


def test_a_mail_fails_rather_than_bring_a_dead_link(
    admin: PortalClient, contoso: World, lost: Invitation
) -> None:
    mail = queue.lease()
    outcome = delivery.send(mail, Connection())
    assert (outcome.status, outcome.reply) == (MailStatus.FAILED, reasons.LINK_LOST)
    delivery.settle(mail, outcome)
    html = admin.get(path(lost, "detail")).content.decode()
    assert "The link can no longer be made." in html
    assert "mail server answered" not in html
    notice = OutgoingMail.objects.get(kind=emails.UNDELIVERABLE)
    assert "The link can no longer be made." in notice.text
    assert "mail server" not in notice.text


def test_a_retired_key_still_makes_its_links(sent: Invitation, settings) -> None:
    with_old = mail_kinds._secrets(mail_of(sent))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 50
    assert mail_kinds._secrets(mail_of(sent)) == with_old
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(delivery.Undeliverable, match=reasons.LINK_LOST):
        mail_kinds._secrets(mail_of(sent))


# ------------------------------------------------------------------ reminders
@pytest.mark.situation("C-057")
def test_one_that_cannot_be_put_into_words_stops_no_other_reminder(contoso: World) -> None:
    values = {"inviter": contoso.provider, "invited_by": contoso.admin}
    due = timezone.now() - timedelta(minutes=1)
    made = make.InvitationFactory.create_batch(3, **values, next_reminder_at=due)
    # A day that no calendar of ours can write.
    Invitation.objects.filter(pk=made[1].pk).update(opened_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    with timezone.override("Asia/Seoul"):
        assert sweeps.remind_batch() == 3
    told = set(OutgoingMail.objects.filter(kind=emails.REMINDER).values_list("about_id", flat=True))
    assert told == {made[0].pk, made[2].pk}
    for invitation in Invitation.objects.filter(pk__in=[one.pk for one in made]):
        assert invitation.next_reminder_at > timezone.now()
