"""One mail and the server's answer: what the row says afterwards, who is told, and what a second attempt sends."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from partnercenter.core import tenancy
from partnercenter.core.mail import delivery
from partnercenter.core.mail import queue as queue_module
from partnercenter.core.models import MailCircuit, OutgoingMail
from tests import factories as make
from tests.smtp import DROP, DROP_AFTERWARDS, SILENCE

SECRET = "https://portal.example/i/4dcr3t4dcr3t4dcr3t4dcr3t4dcr3t4dcr3t4dcr3t4dcr/"


def drain(seconds: float = 20.0) -> int:
    return delivery.drain(seconds=seconds)


def minutes_ahead(mail: OutgoingMail) -> float:
    return (mail.next_attempt_at - timezone.now()).total_seconds() / 60


def test_a_mail_is_sent_and_says_so(queue, row, smtp) -> None:
    mail = queue(1, to_name="김민준", from_name="Contoso", reply_to="kim@contoso.example")
    assert drain() == 1
    sent, message = row(mail), smtp.received[0].message
    assert (sent.status, sent.attempts, sent.reply) == ("sent", 1, "250 2.0.0 OK")
    assert sent.sent_at
    assert message["Message-ID"] == f"<{mail.public_id}.1@portal.example>"
    assert message["To"] == "김민준 <reader1@mail.example>"
    assert abs((message["Date"].datetime - timezone.now()).total_seconds()) < 60
    assert smtp.received[0].sender == "no-reply@portal.example"
    assert drain() == 0


def test_many_mails_share_a_conversation(queue, smtp) -> None:
    for number in range(5):
        queue(number)
    assert drain() == 5
    assert smtp.seen == {"mail": 5, "rcpt": 5, "data": 5}


def test_lines_that_begin_with_a_dot_arrive(queue, smtp) -> None:
    queue(1, text=".\n..hidden\n.end")
    drain()
    text = smtp.received[0].message.get_body(("plain",)).get_content()
    assert text.replace("\r\n", "\n").strip() == ".\n..hidden\n.end"


def test_a_domain_in_hangul_gets_its_mail(queue, row, smtp) -> None:
    mail = queue(1, to="kim@한국.kr")
    drain()
    assert row(mail).status == "sent"
    assert smtp.addresses == ["kim@xn--3e0b707e.kr"]
    assert smtp.received[0].message["To"] == "kim@xn--3e0b707e.kr"


@pytest.mark.situation("C-047")
@pytest.mark.parametrize("answer", ["450 4.2.0 Greylisted", "421 4.7.0 Try again later", "451 Try again"])
@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_server_that_says_later_is_asked_later(queue, row, smtp, step: str, answer: str) -> None:
    smtp.script_with(
        **{step: lambda envelope: answer if envelope.rcpt_tos == ["reader1@mail.example"] else None}
    )
    first, second = queue(1), queue(2)
    assert drain() == 2
    delayed = row(first)
    assert (delayed.status, delayed.attempts, delayed.reply) == ("delayed", 1, answer)
    assert 0.9 < minutes_ahead(delayed) < 5
    assert row(second).status == "sent", "others go on"
    assert not MailCircuit.objects.exists()


@pytest.mark.situation("C-047")
def test_later_is_ever_later_but_not_for_ever(queue, row, smtp, kinds, shift) -> None:
    told: list[str] = []
    kinds(failed=lambda mail: told.append(mail.reply))
    smtp.script_with(rcpt="450 4.2.0 Greylisted")
    mail = queue(1)
    waits = []
    for _attempt in range(5):
        drain()
        waits.append(minutes_ahead(row(mail)))
        shift(mail, 24 * 3600)
    assert all(
        planned - 0.5 <= wait <= planned * 1.5
        for wait, planned in zip(waits, [1, 5, 15, 60, 240], strict=True)
    )
    drain()
    assert (row(mail).status, row(mail).attempts, told) == ("failed", 6, ["450 4.2.0 Greylisted"])


def test_every_attempt_that_was_refused_has_a_date_of_its_own(queue, row, smtp, shift) -> None:
    smtp.script_with(rcpt="450 4.2.0 Greylisted")
    mail = queue(1)
    drain()
    assert row(mail).dated_at is None
    shift(mail, 3600)
    smtp.script_with()
    drain()
    assert row(mail).dated_at is not None


@pytest.mark.situation("C-048")
@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_no_such_mailbox_fails_and_tells(queue, row, smtp, kinds, step: str) -> None:
    """The hook's own mail is in the same transaction as the failure."""
    kinds(name="notice")
    kinds(failed=lambda mail: queue(9, kind="notice", to="inviter@mail.example", text=mail.reply))
    smtp.script_with(
        **{
            step: lambda envelope: (
                "550 5.1.1 User unknown" if "reader1@mail.example" in envelope.rcpt_tos else None
            )
        }
    )
    mail = queue(1)
    assert drain() == 2
    assert (row(mail).status, row(mail).reply) == ("failed", "550 5.1.1 User unknown")
    assert smtp.addresses == ["inviter@mail.example"]
    assert "550 5.1.1" in smtp.received[0].message.get_body(("plain",)).get_content()
    assert not MailCircuit.objects.exists()


def test_a_hook_that_fails_keeps_nobody_waiting(queue, row, smtp, kinds, caplog) -> None:
    """Its half of the work is undone; the mail has failed all the same."""

    def failed(mail: OutgoingMail) -> None:
        make.TenantFactory(slug="half")
        raise RuntimeError("no template")

    kinds(failed=failed)
    smtp.script_with(rcpt="550 5.1.1 User unknown")
    mail = queue(1)
    assert drain() == 1
    assert row(mail).status == "failed"
    assert "nobody could be told" in caplog.text
    with tenancy.system(reason="test"):
        assert not make.TenantFactory._meta.model.objects.exists()


def test_what_is_not_wanted_any_more_is_stopped_after_the_lease(queue, row, smtp, kinds) -> None:
    asked = []

    def stop(mail: OutgoingMail) -> str:
        asked.append(mail.status)
        return "The invitation was withdrawn."

    kinds(stop=stop)
    mail = queue(1)
    assert drain() == 1
    assert (row(mail).status, row(mail).reply) == ("aborted", "The invitation was withdrawn.")
    assert asked == ["sending"]
    assert not smtp.seen


def test_secrets_are_in_the_mail_and_nowhere_else(queue, row, smtp, kinds, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    kinds(secrets=lambda mail: {"link": SECRET})
    mail = queue(1, text="Please open {link}. Keep {other} as it is.", subject="{link}")
    drain()
    text = smtp.received[0].message.get_body(("plain",)).get_content()
    assert SECRET in text
    assert "{other}" in text
    kept = row(mail)
    values = [str(getattr(kept, field.attname)) for field in OutgoingMail._meta.get_fields()]
    assert not any("4dcr3t" in value for value in values)
    ours = [record for record in caplog.records if not record.name.startswith("mail.")]
    assert not any("4dcr3t" in record.getMessage() for record in ours)


@pytest.mark.situation("C-057")
def test_a_mail_that_cannot_be_built_fails_alone(queue, row, smtp, kinds, caplog) -> None:
    told = []

    def secrets(mail: OutgoingMail) -> dict[str, str]:
        from django.template.loader import get_template

        get_template("emails/not_there.html")
        return {}

    kinds(name="broken", secrets=secrets, failed=told.append)
    broken, unknown, address = (
        queue(1, kind="broken"),
        queue(2, kind="nobody"),
        queue(3, to="관리자@mail.example"),
    )
    fine = queue(4)
    assert drain() == 4
    assert (row(broken).status, row(broken).reply) == (
        "failed",
        "TemplateDoesNotExist: emails/not_there.html",
    )
    assert row(unknown).reply == "no app has registered mails of the kind 'nobody'"
    assert row(address).reply == "ValueError: this address cannot be written in ASCII"
    assert [row(mail).status for mail in (unknown, address, fine)] == ["failed", "failed", "sent"]
    assert len(told) == 1
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 3, (
        "each is an alert"
    )


@pytest.mark.situation("C-051")
def test_a_duplicate_is_byte_for_byte_the_same(queue, row, smtp, kinds, shift) -> None:
    """The worker died between the server's 250 and its own COMMIT."""
    kinds(secrets=lambda mail: {"link": SECRET})
    mail = queue(1, text="안녕하세요.\n\n{link}", subject="초대 · Invitation", to_name="김민준")
    with tenancy.system(reason="test"):
        leased = queue_module.lease()
    link = delivery.Connection()
    assert delivery.send(leased, link).status == "sent"
    link.close()  # and never settled
    shift(mail, 61)
    assert drain() == 1
    first, second = smtp.received
    assert first == second
    assert row(mail).lapses == 1


@pytest.mark.parametrize("step", ["data"])
def test_a_line_that_breaks_after_the_message_leaves_it_unknown(queue, row, smtp, shift, step: str) -> None:
    """The server took it and died before it said so: sent again, identical, and the queue pauses."""
    smtp.script_with(data=DROP_AFTERWARDS)
    mail = queue(1)
    assert drain() == 1
    unknown = row(mail)
    assert (unknown.status, unknown.lapses) == ("delayed", 1)
    smtp.script_with(rcpt="450 4.2.0 Greylisted")  # even over a refusal in between
    for script in ({"rcpt": "450 4.2.0 Greylisted"}, {}):
        shift(mail, 3600)
        with tenancy.system(reason="test"):
            MailCircuit.objects.update(paused_until=timezone.now() - timedelta(seconds=1))
        smtp.script_with(**script)
        drain()
    assert row(mail).status == "sent"
    assert smtp.received[0] == smtp.received[1]


def test_a_one_time_secret_of_unknown_fate_is_not_sent_again(queue, row, smtp, kinds, shift) -> None:
    kinds(resend_unknown=False)
    mail = queue(1)
    with tenancy.system(reason="test"):
        queue_module.lease()
    shift(mail, 61)
    drain()
    assert (row(mail).status, row(mail).reply) == (
        "failed",
        "delivery unknown: the attempt ended without an answer",
    )
    assert not smtp.seen


@pytest.mark.parametrize("answer", [DROP, SILENCE])
def test_a_server_that_goes_away_costs_no_attempt(queue, row, smtp, settings, answer: str) -> None:
    settings.EMAIL_TIMEOUT = 0.5
    smtp.script_with(rcpt=answer)
    mail = queue(1)
    assert drain() == 1
    assert (row(mail).status, row(mail).attempts) == ("queued", 0)


def test_an_old_conversation_that_ended_is_opened_anew(queue, row, smtp) -> None:
    """Servers take so many messages a connection and no more; nobody pauses for that."""
    count = iter(range(100))
    smtp.script_with(mail=lambda _envelope: DROP if next(count) in (2, 4) else None)
    mails = [queue(number) for number in range(4)]
    assert drain() == 4
    assert {row(mail).status for mail in mails} == {"sent"}
    assert not MailCircuit.objects.exists()


def test_a_drain_stops_in_time(queue, row, smtp) -> None:
    smtp.delay = 0.1
    mails = [queue(number) for number in range(6)]
    assert 1 <= drain(seconds=0.15) <= 3
    assert {row(mail).status for mail in mails} == {"sent", "queued"}, "nothing stays leased"
