"""The message: the place of the link, the mail program's address, the preview."""

from __future__ import annotations

from email import message_from_string
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import settings

from invitations import emails
from invitations.drafts import MAX_MAILTO, Standard, insert_link, letter_of, mailto, preview
from invitations.policies import require_link_in_text
from invitations.tokens import link_of
from partnercenter.core.errors import DomainError
from partnercenter.core.mail.message import build
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.world import World


@pytest.mark.rule("S000-19")
@pytest.mark.parametrize("text", ["", "no link", "{link} twice {link}", "{ link }", "{LINK}"])
def test_the_link_must_be_there_once(text: str) -> None:
    with pytest.raises(DomainError, match="link_missing"):
        require_link_in_text(text)


@pytest.mark.rule("S000-19")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hello", "Hello\n\n{link}\n"),
        ("", "{link}\n"),
        ("a {link} b", "a {link} b"),
        ("a {link} b {link} c{link}", "a {link} b  c"),
    ],
)
def test_inserting_the_link_makes_it_once(text: str, wanted: str) -> None:
    assert insert_link(text) == wanted
    require_link_in_text(insert_link(text))


@pytest.mark.rule("S000-16")
@pytest.mark.parametrize(
    "text", ["안녕하세요 👋\n\n두 번째 줄", "a&b=c?d#e%f+g", 'quote " and <b>', "one\r\ntwo\nthree"]
)
def test_mailto_brings_every_character_across(text: str) -> None:
    address = mailto("a+b@한국.kr", "제목 & more?", text)
    parts = urlsplit(address)
    query = parse_qs(parts.query, strict_parsing=True)
    assert unquote(parts.path) == "a+b@한국.kr"
    assert query["subject"] == ["제목 & more?"]
    assert query["body"] == [text.replace("\r\n", "\n").replace("\n", "\r\n")]
    assert address.isascii()
    assert "+" not in parts.query  # mail programs do not read it as a space


@pytest.mark.rule("S000-16")
@pytest.mark.situation("C-106")
def test_a_long_message_is_not_offered_to_be_cut_off() -> None:
    assert mailto("a@b.kr", "s", "x" * MAX_MAILTO)
    assert mailto("a@b.kr", "s", "x" * (MAX_MAILTO + 1)) == ""


@pytest.mark.rule("S000-15", "S000-17", "S000-19")
def test_the_letter_is_what_the_portal_would_send(contoso: World) -> None:
    invitation = contoso.invitation
    letter = letter_of(invitation)
    assert letter.link == link_of(invitation)
    assert letter.link in letter.text
    assert "{link}" not in letter.text
    mail = emails.queue_invitation(invitation)
    sent = build(OutgoingMail.objects.get(pk=mail.pk))
    plain = sent.get_body(("plain",)).get_content()
    assert plain.replace("\r\n", "\n").strip() == letter.text
    assert message_from_string(sent.as_string())["Subject"] == letter.subject


def test_the_preview_has_no_working_link_and_keeps_odd_words(contoso: World) -> None:
    text = "Please {link} {0.__class__} {{7*7}} %s"
    shown = preview(contoso.actor(), language="ko", days=7, subject="s", text=text)
    assert f"{settings.SITE_URL}/i/…/" in shown
    assert "{0.__class__} {{7*7}} %s" in shown
    assert not OutgoingMail.objects.filter(kind="invitation").exclude(pk=contoso.mail.pk).exists()


@pytest.mark.parametrize("mark", ["", "xx:30", "en:", "en:-1", "en:3000", "en:３", "en"])
def test_an_unreadable_mark_is_no_standard(mark: str) -> None:
    assert Standard.read(mark) is None


@pytest.mark.rule("S000-15")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_standard_words_have_the_link_once(contoso: World, language: str) -> None:
    standard = Standard(language, 30)
    subject, text = standard.words(contoso.actor())
    require_link_in_text(text)
    assert contoso.provider.name in subject
    assert standard.is_untouched(subject, text.replace("\n", "\r\n") + "\r\n", contoso.actor())
    assert not standard.is_untouched(subject, text + "!", contoso.actor())


def test_a_link_made_with_a_retired_key_is_found_again(contoso: World, settings) -> None:
    before = link_of(contoso.invitation)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-links-made-from-now-on-0123456789"
    assert link_of(contoso.invitation) == before
    assert link_of(make.InvitationFactory()) != before
