"""Request a partnership: the draft, its preview, and what stands on the page afterwards."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from invitations.models import Invitation
from invitations.states import Delivery
from invitations.tokens import link_of
from partnercenter.core.dates import date_words
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


@pytest.fixture
def path(contoso: World) -> str:
    return reverse("invitations:request-partnership", args=[contoso.provider.slug])


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.admin)


def entries_of(page, **changes) -> dict[str, str]:
    """What a browser would send of this page: every field as it stands, with these changes."""
    form = page.context["form"]
    entries = {field.html_name: str(field.value() if field.value() is not None else "") for field in form}
    return entries | {"step": "send", "recipients": "Kim <kim@reseller.example>"} | changes


def made() -> list[Invitation]:
    return list(Invitation.objects.exclude(recipient_email__startswith="invited@").order_by("id"))


@pytest.mark.rule("S000-14", "S000-15", "S000-19")
def test_a_draft_appears_with_the_place_of_the_link(admin: PortalClient, path: str, contoso: World) -> None:
    page = admin.get(path)
    html = page.content.decode()
    assert "{link}" in page.context["form"]["text"].value()
    assert contoso.provider.name in page.context["form"]["subject"].value()
    assert "/i/…/" in page.context["preview_text"]
    for button in ("Send from the portal", "Prepare to send it myself", "Update the preview"):
        assert button in html


@pytest.mark.rule("S000-13", "S000-15", "D5")
def test_sending_from_the_portal_queues_a_mail_each(admin: PortalClient, path: str, contoso: World) -> None:
    entries = entries_of(admin.get(path), recipients="Kim <kim@a.example>\nlee@b.example", days="14")
    done = admin.post(path, entries, follow=True)
    one, other = made()
    assert done.redirect_chain[-1][0] == reverse(
        "invitations:batch-detail", args=[contoso.provider.slug, one.batch]
    )
    assert (one.days, one.delivery, one.recipient_name) == (14, Delivery.PORTAL, "Kim")
    assert other.batch == one.batch
    assert OutgoingMail.objects.about(one).count() == 1
    html = done.content.decode()
    assert "2 invitations are on their way." in html
    assert "Queued" in html
    assert "The link is valid for 14 days." in one.text  # words nobody touched follow the days


@pytest.mark.rule("S000-16", "S000-17", "S000-18")
def test_sending_it_oneself_gives_the_message_to_open_or_copy_and_done(
    admin: PortalClient, path: str, contoso: World
) -> None:
    entries = entries_of(
        admin.get(path), step="self", subject="제목 & <b>?", text="안녕 👋 a&b=c\r\n\r\n{link} 끝"
    )
    page = admin.post(path, entries, follow=True)
    (invitation,) = made()
    html = page.content.decode()
    assert not OutgoingMail.objects.about(invitation).exists()
    address = unescape(re.search(r'href="(mailto:[^"]+)"', html)[1])
    query = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert urlsplit(address).path == "kim@reseller.example"
    assert query["subject"] == ["제목 & <b>?"]
    assert query["body"][0].startswith(f"안녕 👋 a&b=c\r\n\r\n{link_of(invitation)} 끝")
    letter = page.context["letters"][0][1]
    assert letter.link == link_of(invitation)
    assert letter.link in letter.text
    assert escape(letter.text) in html  # the text area, which one can select by hand
    for words in ("Open in email", "Copy to clipboard", "Sent by yourself"):
        assert words in html
    done = reverse("invitations:invitation-list", args=[contoso.provider.slug])
    assert re.search(rf'href="{done}"[^>]*>.*Done', html)
    assert page["Cache-Control"] == "no-store"


@pytest.mark.rule("S000-17")
@pytest.mark.situation("C-106")
def test_a_message_too_long_for_a_mail_program_is_to_be_copied(admin: PortalClient, path: str) -> None:
    entries = entries_of(admin.get(path), step="self", text="{link} " + "long " * 400)
    html = admin.post(path, entries, follow=True).content.decode()
    assert "mailto:kim" not in html
    assert "too long to be opened in a mail program" in html
    assert "Copy to clipboard" in html


@pytest.mark.rule("S000-19")
@pytest.mark.parametrize("text", ["Without it", "{link} and {link}"])
def test_the_link_cannot_be_lost(admin: PortalClient, path: str, text: str) -> None:
    page = admin.post(path, entries_of(admin.get(path), text=text))
    html = page.content.decode()
    assert "must contain the invitation link exactly once" in html
    assert "Insert the link" in html
    assert not made()
    mended = admin.post(path, entries_of(page, step="insert-link"))
    assert mended.context["form"]["text"].value().count("{link}") == 1
    assert mended.context["form"]["recipients"].value() == "Kim <kim@reseller.example>"
    assert "Insert the link" not in mended.content.decode()
    admin.post(path, entries_of(mended))
    assert len(made()) == 1


def test_every_bad_address_is_named_and_the_text_kept(admin: PortalClient, path: str) -> None:
    text = "good@a.kr\nbad\n관리자@a.kr, a@localhost"
    html = admin.post(path, entries_of(admin.get(path), recipients=text)).content.decode()
    for bad in ("“bad”", "“관리자@a.kr”", "“a@localhost”"):
        assert bad in html
    assert "“good@a.kr”" not in html
    assert "good@a.kr" in html
    assert not made()


@pytest.mark.situation("C-014")
@pytest.mark.parametrize(("typed", "days"), [("１２", 12), (" 90 ", 90), ("+1", 1), ("007", 7)])
def test_days_as_people_type_them(admin: PortalClient, path: str, typed: str, days: int) -> None:
    admin.post(path, entries_of(admin.get(path), days=typed))
    assert [one.days for one in made()] == [days]


@pytest.mark.rule("D5")
@pytest.mark.situation("C-014")
@pytest.mark.parametrize(
    "typed", ["0", "-1", "91", "1000000000", "1,000", "1.5", "NaN", "", "1e2", "٣ ٣", "9" * 500]
)
def test_days_that_are_none_are_explained_with_the_range(admin: PortalClient, path: str, typed: str) -> None:
    page = admin.post(path, entries_of(admin.get(path), days=typed))
    html = page.content.decode()
    assert ("whole number from 1 to 90" in html) or (typed == "" and "Fill in: Valid for (days)" in html)
    assert not made()


@pytest.mark.situation("C-009")
@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: x@y.kr", "Hello\nBcc: x@y.kr", "Hello\x0bBcc", "Hello\x00", "Hello\uffff"]
)
def test_line_ends_in_the_subject_are_refused(admin: PortalClient, path: str, subject: str) -> None:
    page = admin.post(path, entries_of(admin.get(path), subject=subject))
    assert page.context["form"]["subject"].errors
    assert not made()


@pytest.mark.situation("C-011")
@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}} ${7*7} %s {0.__class__}"]
)
def test_markup_is_words(admin: PortalClient, path: str, contoso: World, text: str) -> None:
    entries = entries_of(
        admin.get(path),
        subject=text,
        text=f"{text} {{link}}",
        recipients=f"{text.translate({60: None, 62: None})} <k@a.kr>",
    )
    preview = admin.post(path, entries | {"step": "preview"})
    page = admin.post(path, entries, follow=True)
    (invitation,) = made()
    detail = admin.get(
        reverse("invitations:invitation-detail", args=[contoso.provider.slug, invitation.public_id])
    )
    listed = admin.get(reverse("invitations:invitation-list", args=[contoso.provider.slug]))
    for answer in (preview, page, detail, listed):
        html = answer.content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html
    assert escape(text) in page.content.decode()
    assert text in invitation.text


@pytest.mark.situation("C-021", "C-022")
def test_sending_twice_asks_once_and_says_so(admin: PortalClient, path: str) -> None:
    entries = entries_of(admin.get(path))
    first = admin.post(path, entries)
    again = admin.post(path, entries, follow=True)
    assert again.redirect_chain[-1][0] == first["Location"]
    assert "submitted already" in again.content.decode()
    (invitation,) = made()
    assert OutgoingMail.objects.about(invitation).count() == 1


@pytest.mark.situation("C-021", "C-022")
@pytest.mark.parametrize("step", ["send", "self"])
def test_another_form_of_the_same_page_is_another_request(admin: PortalClient, path: str, step: str) -> None:
    """Back in the browser, other recipients, sent again: nobody is lost behind "submitted already"."""
    entries = entries_of(admin.get(path), step=step)
    admin.post(path, entries)
    changed = entries | {"recipients": "other@x.example"}
    answers = [admin.post(path, changed, follow=True) for _time in range(2)]
    assert "submitted already" not in answers[0].content.decode()
    assert "submitted already" in answers[1].content.decode()
    assert [one.recipient_email for one in made()] == ["kim@reseller.example", "other@x.example"]


@pytest.mark.situation("C-021", "C-024")
def test_one_more_recipient_or_other_words_are_not_taken_for_done(admin: PortalClient, path: str) -> None:
    entries = entries_of(admin.get(path))
    admin.post(path, entries)
    more = entries["recipients"] + ", new@x.example"
    for changed in ({"recipients": more}, {"text": "Other words {link}"}, {"recipients": "bad"}):
        page = admin.post(path, entries | changed)
        assert page.status_code == 200
        assert page.context["form"].errors["recipients"]
        for name, value in changed.items():
            assert page.context["form"][name].value() == value, "what was entered is kept"
    assert len(made()) == 1


@pytest.mark.situation("C-002", "C-024")
def test_who_is_asked_already_is_named_with_a_way_to_ask_again(
    admin: PortalClient, path: str, contoso: World, client_for: SignIn
) -> None:
    colleague = client_for(contoso.people["provider"]["sales_agent"])
    colleague.post(path, entries_of(colleague.get(path), recipients="A+Tag@X.example"))
    (first,) = made()
    page = admin.post(path, entries_of(admin.get(path), recipients="a+tag@x.example, new@x.example"))
    html = page.content.decode()
    said = page.context["form"]["recipients"].errors[0]
    assert f"{first.invited_by_name} on {date_words(first.created_at)} already" in said
    assert reverse("invitations:invitation-resend", args=[contoso.provider.slug, first.public_id]) in html
    assert [one.pk for one in made()] == [first.pk]


@pytest.mark.situation("C-017")
def test_colleagues_cannot_be_asked(admin: PortalClient, path: str, contoso: World) -> None:
    page = admin.post(path, entries_of(admin.get(path), recipients=contoso.admin.email))
    assert "belongs to your own organisation" in page.context["form"]["recipients"].errors[0]
    assert not made()


def test_a_full_day_is_said_beside_the_field(admin: PortalClient, path: str, settings) -> None:
    settings.INVITATION_LIMITS = settings.INVITATION_LIMITS | {"per_user_day": 1}
    page = admin.post(path, entries_of(admin.get(path), recipients="a@x.example, b@x.example"))
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    assert "as many invitations as are allowed in a day" in page.content.decode()
    assert not made()


@pytest.mark.parametrize("step", ["preview", "standard", "insert-link", "send", "self", "nonsense", ""])
def test_empty_and_broken_entries_never_break_the_page(admin: PortalClient, path: str, step: str) -> None:
    for entries in (
        {},
        {"language": "xx", "days": "x", "submission": "no-uuid", "drafted": "????????????"},
        {"text": "\x00\ud7ff{", "subject": "\x07", "recipients": "\x00", "days": "٣", "language": "en\x00"},
        {"text": "x" * 6000 + "{link}", "subject": "s" * 151, "recipients": "a@x.kr," * 4000, "days": "30"},
    ):
        answer = admin.post(path, {"step": step} | entries)
        assert answer.status_code == 200
    assert not made()


@pytest.mark.rule("S000-1")
@pytest.mark.parametrize("role", ["billing_admin", "helpdesk_agent"])
def test_other_roles_are_told_who_may(contoso: World, client_for: SignIn, path: str, role: str) -> None:
    client = client_for(contoso.people["provider"][role])
    for answer in (client.get(path), client.post(path, {"step": "send"})):
        assert answer.status_code == 403
        assert "Global admin" in answer.content.decode()


# ------------------------------------------------------------------ afterwards
def test_a_batch_of_nobody_or_of_somebody_else_does_not_exist(
    admin: PortalClient, contoso: World, fabrikam: World
) -> None:
    for batch in (uuid.uuid4(), fabrikam.invitation.batch):
        page = admin.get(reverse("invitations:batch-detail", args=[contoso.provider.slug, batch]))
        assert page.status_code == 404


def test_as_many_queries_for_25_messages_as_for_one(admin: PortalClient, contoso: World) -> None:
    values = {"inviter": contoso.provider, "invited_by": contoso.admin}
    batches = [uuid.uuid4(), uuid.uuid4()]
    make.InvitationFactory(**values, batch=batches[0])
    make.InvitationFactory.create_batch(25, **values, batch=batches[1])
    counts = []
    for batch in [batches[0], *batches]:
        address = reverse("invitations:batch-detail", args=[contoso.provider.slug, batch])
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_link_of_an_answered_invitation_is_not_shown(admin: PortalClient, contoso: World) -> None:
    batch = contoso.invitation.batch
    Invitation.objects.filter(batch=batch).update(expires_at="2020-01-01T00:00Z")
    page = admin.get(reverse("invitations:batch-detail", args=[contoso.provider.slug, batch]))
    assert "not open any more" in page.content.decode()
    assert "/i/" not in page.content.decode()
