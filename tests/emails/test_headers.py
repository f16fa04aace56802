"""Headers under hostile names: one sender, one recipient, no line that was not meant to be one."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from invitations import emails, letters
from partnercenter.core.mail.message import build, subject_line
from partnercenter.core.models import OutgoingMail
from tests import factories as make

PLAIN = "A message"
HOSTILE = [
    "Contoso\r\nBcc: everybody@evil.example",
    "Contoso\nX-Evil: 1",
    "a%0aBcc: b",
    "\x00\x0b\x0c\x85\u2028\u2029x",
    'Quote " and \\ backslash <x@evil.example>',
    "Comma, Semicolon; (comment) @ sign",
    "한" * 200,
    "가나다 " * 50,
    "👩‍👩‍👧‍👦" * 25,
    "x" * 200,
    "O'Brien & Co",
    "=?utf-8?q?Bcc=3A?=",
    "\u202egnp.exe",
]


def _mail(**words) -> OutgoingMail:
    given_words = {"kind": "partnership_removed", "language": "en", "to_address": "kim@hanbit.example"}
    given_words |= {"public_id": "aaaabbbbccccdddd", "subject": PLAIN, "text": "Hello."}
    mail = OutgoingMail(**(given_words | words))
    mail.created_at = make.invitations.timezone.now()
    return mail


def _check(mail: OutgoingMail) -> None:
    raw = build(mail).as_bytes()
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    got = message_from_bytes(raw, policy=policy.default)
    plain = message_from_bytes(build(_mail()).as_bytes(), policy=policy.default)
    assert {*got.keys()} - {"Reply-To"} == {*plain.keys()}
    assert len(got.keys()) == len(set(got.keys()))
    (sender,) = got["From"].addresses
    assert sender.domain == "portal.example"
    assert sender.display_name.endswith("Partner Center")
    assert [to.addr_spec for to in got["To"].addresses] == ["kim@hanbit.example"]
    assert 0 < len(got["Subject"]) <= 70
    shown = f"{sender.display_name}{got['To'].addresses[0].display_name}{got['Subject']}"
    assert shown.isprintable(), "nothing invisible, nothing that turns the reading direction"


@pytest.mark.situation("C-009", "C-011")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_inside_their_header(name):
    _check(_mail(from_name=name, to_name=name, subject=name))


@pytest.mark.situation("C-009")
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_name_stays_inside_its_header(name):
    _check(_mail(from_name=name, to_name=name, subject=name))


@pytest.mark.parametrize(
    "text", ["", "{link}", "a\r\nb", "x" * 5000, "\x00", "From me\n.\nFrom you", "한" * 3000]
)
def test_any_text_arrives_as_it_is(text):
    got = message_from_bytes(build(_mail(text=text)).as_bytes(), policy=policy.default)
    assert got.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip("\n") == text.replace(
        "\r\n", "\n"
    ).rstrip("\n")


def test_the_same_row_gives_the_same_bytes():
    mail = _mail(from_name="한빛", text="Hello.\n\nGoodbye.")
    assert build(mail).as_bytes() == build(mail).as_bytes()


def test_a_subject_does_not_pretend_to_be_an_answer():
    assert subject_line("RE: Fwd: re : our contract") == "our contract"
    assert subject_line("Re:") == "Partner Center"
    assert subject_line("Regards") == "Regards"
    assert subject_line("회신: 계약") == "계약"


def test_long_names_leave_room_for_what_a_notice_says(db):
    invitation = make.InvitationFactory(inviter__name="N" * 200, recipient_email=f"{'r' * 60}@hanbit.example")
    subject, _text = letters.default_draft(invitation.inviter, "en", days=30, sender="Ann")
    assert subject.endswith("asks you for a partnership")
    assert len(subject) <= 70
    emails.tell_declined(invitation)
    assert OutgoingMail.objects.get().subject.endswith("has declined your invitation")
