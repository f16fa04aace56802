"""Twenty-two things that hold for every mail: each kind, in both languages, as a mail server received it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import html5lib
import pytest
from django.conf import settings

from invitations import emails, tokens
from invitations.emails_code import CODE
from partnercenter.core import tenancy
from partnercenter.core.mail import delivery, registry
from partnercenter.core.mail.message import build
from partnercenter.core.models import OutgoingMail
from relationships.emails import COURTESY, ROLES_REMOVED
from tests.emails.samples import MAKERS, UNASKED, VARIANTS, WITH_SECRET_LINK, Cast, sample
from tests.factories.accounts import PASSWORD
from tests.smtp import Received

INVITING = {emails.INVITATION, emails.REMINDER}
URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass
class Arrived:
    """A mail at its destination, with the row it came from."""

    received: Received
    message: EmailMessage
    mail: OutgoingMail
    people: Cast
    kind: str
    language: str

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()

    @property
    def tree(self):
        return html5lib.parse(self.html, namespaceHTMLElements=False)

    @property
    def hrefs(self) -> list[str]:
        return [link.get("href") for link in self.tree.iter("a")]


@pytest.fixture
def arrived(committed_db, smtp):
    """`arrived(kind, language)`: queued, leased and sent by the real worker code to a real server."""

    def send(kind: str, language: str) -> Arrived:
        with tenancy.system(reason="test"):
            mail, people = sample(kind, language)
        assert delivery.drain() == 1
        with tenancy.system(reason="test"):
            mail.refresh_from_db()
        assert mail.status == "sent", mail.reply
        (received,) = smtp.received
        return Arrived(received, received.message, mail, people, kind.partition(".")[0], language)

    return send


def test_no_kind_is_forgotten():
    ours = {name for name in registry.registered() if not name.startswith("test")}
    assert ours == set(MAKERS), "a kind of mail has no sample in tests/emails/samples.py"


@pytest.mark.rule("S001-21", "S000-21")
@pytest.mark.situation("C-074", "C-093", "C-114")
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("kind", sorted(MAKERS | VARIANTS))
def test_every_mail(arrived, kind, language):
    mail = arrived(kind, language)
    assert sorted(ASSERTIONS) == list(range(1, 23))
    for number in sorted(ASSERTIONS):
        ASSERTIONS[number](mail)


ASSERTIONS = {}


def assertion(number: int):
    def note(function):
        ASSERTIONS[number] = function
        return function

    return note


@assertion(1)
def two_parts_text_first(it: Arrived) -> None:
    assert it.message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in it.message.iter_parts()] == ["text/plain", "text/html"]


@assertion(2)
def the_text_is_complete_and_has_the_same_links(it: Arrived) -> None:
    ours = {url for url in URL.findall(it.text) if url.startswith(settings.SITE_URL)}
    assert ours == set(it.hrefs) != set()
    plain = " ".join(" ".join(it.tree.find("body").itertext()).split())
    for line in it.text.split("\n"):
        words = line.removeprefix("- ").strip()
        assert not words or words == "———" or " ".join(words.split()) in plain, line


@assertion(3)
def lines_are_short_and_plain_ascii_on_the_wire(it: Arrived) -> None:
    assert it.received.raw.isascii()
    assert all(len(line) <= 78 for line in it.received.raw.split(b"\r\n")), "folded"
    assert {part.get_content_charset() for part in it.message.iter_parts()} == {"utf-8"}
    assert b"\n" not in it.received.raw.replace(b"\r\n", b"")


@assertion(4)
def the_subject_fits(it: Arrived) -> None:
    subject = it.message["Subject"]
    assert 0 < len(subject) <= 70
    assert not re.search(r"[\r\n]|%\(|\{", subject)
    assert not subject.lower().startswith(("re:", "fwd:"))


@assertion(5)
def it_comes_from_our_domain_and_says_for_whom(it: Arrived) -> None:
    (sender,) = it.message["From"].addresses
    assert sender.addr_spec == settings.DEFAULT_FROM_EMAIL
    if it.kind in INVITING:
        assert sender.display_name.startswith("O'Brien & Co")
        assert sender.display_name != "O'Brien & Co", "never the partner's name alone"


@assertion(6)
def answers_reach_the_person_who_asked(it: Arrived) -> None:
    reply_to = it.message["Reply-To"]
    if it.kind in INVITING or it.kind == COURTESY:
        assert reply_to == "ann@obrien.example"
    elif it.kind in {emails.ACCEPTED, emails.DECLINED, emails.NEW_LINK_WANTED, ROLES_REMOVED}:
        assert reply_to == "kim@hanbit.example"


@assertion(7)
def bounces_come_to_our_domain(it: Arrived) -> None:
    assert it.received.sender.rpartition("@")[2] == settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]


@assertion(8)
def one_recipient_and_nobody_else(it: Arrived) -> None:
    (to,) = it.message["To"].addresses
    assert it.received.to == [to.addr_spec] == [it.mail.to_address]
    assert it.message["Cc"] is it.message["Bcc"] is None
    assert len(it.message.get_all("To")) == 1


@assertion(9)
def the_message_id_is_the_rows_and_so_are_the_bytes(it: Arrived) -> None:
    assert it.message["Message-ID"].endswith(f"@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>")
    assert it.mail.public_id in it.message["Message-ID"]
    with tenancy.system(reason="test"):
        again = build(OutgoingMail.objects.get(pk=it.mail.pk)).as_bytes()
    assert again.rstrip() == it.received.raw.rstrip()


@assertion(10)
def the_date_is_now(it: Arrived) -> None:
    assert abs(parsedate_to_datetime(it.message["Date"]) - datetime.now(UTC)) < timedelta(minutes=5)


@assertion(11)
def machines_do_not_answer(it: Arrived) -> None:
    assert it.message["Auto-Submitted"] == "auto-generated"


@assertion(12)
def nor_does_exchange(it: Arrived) -> None:
    assert it.message["X-Auto-Response-Suppress"] == "All"


@assertion(13)
def what_one_may_do_without_stops_by_one_click(it: Arrived) -> None:
    """RFC 8058, of the topics people choose and of invitations, by their own link; what is strictly needed has no such
    header."""
    lists = [name for name in it.message if name.lower().startswith(("list-", "precedence"))]
    if not (registry.topic_of(it.kind) or it.kind in INVITING):
        assert not lists
        return
    assert lists == ["List-Unsubscribe", "List-Unsubscribe-Post"]
    link = it.message["List-Unsubscribe"].strip()
    assert link.startswith(f"<{settings.SITE_URL}/{'i' if it.kind in INVITING else 'stop'}/")
    assert link.strip("<>") in it.text, "and is written out"
    assert it.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.strip("<>") not in it.mail.text, "stored nowhere"


@assertion(14)
def it_can_be_traced(it: Arrived) -> None:
    assert it.message["Feedback-ID"] == f"{it.kind}:{it.mail.public_id}:portal"


@assertion(15)
def it_is_in_the_language_of_its_reader(it: Arrived) -> None:
    assert it.message["Content-Language"] == it.language
    root = it.tree
    assert root.get("lang") == it.language
    words = it.text.replace("김민지", "").replace("한빛", "")
    assert (len(re.findall("[가-힣]", words)) > 25) == (it.language == "ko")


@assertion(16)
def one_link_stands_out_and_is_written_out_too(it: Arrived) -> None:
    buttons = [link for link in it.tree.iter("a") if link.get("class") == "mail-button"]
    (button,) = buttons
    url = button.get("href")
    assert url.startswith(f"{settings.SITE_URL}/")
    words = "".join(button.itertext())
    assert words
    assert "://" not in words
    assert url in it.text
    assert [link for link in it.tree.iter("a") if "".join(link.itertext()) == url]
    own_page = it.kind.partition(".")[0] in UNASKED
    assert len(set(it.hrefs)) == 1 + own_page + bool(registry.topic_of(it.kind))


@assertion(17)
def nothing_is_loaded_and_nothing_hangs_on_it(it: Arrived) -> None:
    tags = {element.tag for element in it.tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"img", "link", "script", "iframe", "form", "object", "svg", "video", "base"}
    assert "url(" not in it.html
    assert "@import" not in it.html
    assert not list(it.message.iter_attachments()) or it.message.is_multipart()
    assert len(list(it.message.walk())) == 3


@assertion(18)
def an_invitation_says_who_what_and_until_when(it: Arrived) -> None:
    if it.kind in INVITING:
        words = ['Ann "Annie" O\'Hara', "O'Brien & Co", "obrien.example", "UTC", "2035"]
        assert [word for word in words if word not in it.text] == []
        assert it.text.count("\n- ") >= 5


@assertion(19)
def it_holds_no_secret_but_its_link(it: Arrived) -> None:
    raw = it.text + it.html
    with tenancy.system(reason="test"):
        assert it.people.kim.password not in raw
        assert PASSWORD not in raw
        if it.kind not in {*INVITING, CODE}:
            assert tokens.new_token(it.people.invitation) not in raw
        for url in it.hrefs:
            if "/stop/" in url:  # see assertion 13
                continue
            assert (url in it.mail.text) == (it.kind not in WITH_SECRET_LINK), "a secret link is never stored"


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLOURS = [  # light, then dark: words on their ground
    ("#171b21", "#ffffff"),
    ("#525b67", "#f5f6f8"),
    ("#2746b8", "#ffffff"),
    ("#ffffff", "#2746b8"),
    ("#e8ebef", "#161a20"),
    ("#a7b0bc", "#0e1115"),
    ("#93aaff", "#161a20"),
    ("#ffffff", "#3e5fd9"),
]


@assertion(20)
def the_html_is_clean_light_and_dark(it: Arrived) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(it.html)
    metas = {meta.get("name"): meta.get("content") for meta in it.tree.iter("meta")}
    assert metas["color-scheme"] == metas["supported-color-schemes"] == "light dark"
    assert "prefers-color-scheme: dark" in it.html
    assert len(it.html.encode()) <= 30_000
    known = {colour for pair in COLOURS for colour in pair} | {"#e1e5ea", "#2a313a", "#848d99"}
    assert set(re.findall(r"#[0-9a-f]{6}\b", it.html)) <= known, "a colour whose contrast nobody checks"
    assert [pair for pair in COLOURS if _contrast(*pair) < 4.5] == []


@assertion(21)
def foreign_words_stay_words(it: Arrived) -> None:
    assert not [url for url in it.hrefs if "evil" in url]
    assert "<work>" not in it.html
    assert "<need>" not in it.html
    assert "<Solutions>" not in it.html
    assert not re.search(r"&(amp|lt|gt|quot|#\d+|#x\w+);", it.text), "the text is text"


@assertion(22)
def a_reminder_stands_under_the_first_mail(it: Arrived) -> None:
    parent = it.message["In-Reply-To"]
    assert parent == it.message["References"]
    assert bool(parent) == (it.kind == emails.REMINDER)
