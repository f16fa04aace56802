"""What may be clicked in the HTML part, and how the text becomes paragraphs."""

from __future__ import annotations

import pytest

from partnercenter.core.mail import html
from partnercenter.core.mail.reasons import (
    FULL,
    NO_DOMAIN,
    NO_MAILBOX,
    OUR_SIDE,
    REFUSED,
    TOO_LATE,
    plain_reason,
)

SITE = "https://portal.example"
SECRET = f"{SITE}/i/{'t' * 43}/"


def _links(text: str, *secrets: str) -> list[str]:
    return [
        piece.url
        for part in html.paragraphs(text, secrets)
        for line in part.lines
        for piece in line
        if piece.url
    ]


@pytest.mark.situation("C-093")
@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/",
        f"{SITE}.evil.example/pay",
        f"{SITE}@evil.example/",
        f"{SITE}:8443/x",
        SITE.replace("https", "http") + "/x/",
        "www.evil.example",
        "javascript:alert(1)",
    ],
)
def test_nothing_foreign_is_a_link(foreign):
    assert _links(f"Pay here: {foreign} now") == []
    assert _links(f"{foreign}\n{SECRET}", SECRET) == [SECRET]


def test_beside_a_partners_words_only_the_secret_link_counts():
    assert _links(f"{SITE}/accounts/login/ {SECRET}", SECRET) == [SECRET]


def test_in_our_own_notices_links_into_the_portal_count_without_the_full_stop():
    assert _links(f"Look at {SITE}/t/contoso/invitations/?q=a%20b&page=2.") == [
        f"{SITE}/t/contoso/invitations/?q=a%20b&page=2"
    ]


def test_paragraphs_lists_rules_and_one_button():
    found = html.paragraphs(f"One\ntwo\n\n\n- a\n- b\n\n{html.RULE}\n\n{SECRET}\n\n{SECRET}", [SECRET])
    assert [(len(part.lines), part.is_list, part.is_rule, part.button) for part in found] == [
        (2, False, False, ""),
        (2, True, False, ""),
        (1, False, True, ""),
        (1, False, False, SECRET),
        (1, False, False, ""),
    ]


def test_the_whole_is_escaped():
    text = "<script>alert(1)</script> & \"quotes\" {{ 7|add:7 }} {% url 'home' %}"
    page = html.render(subject="<b>", text=text, language="ko", secrets=[], action="")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "{{ 7|add:7 }}" in page
    assert '<html lang="ko">' in page


@pytest.mark.situation("C-048")
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("550 5.1.1 <kim@x.example>: Recipient address rejected: User unknown", NO_MAILBOX),
        ("550-5.1.1 The account does not exist", NO_MAILBOX),
        ("550 unknown user", NO_MAILBOX),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", NO_DOMAIN),
        ("552 5.2.2 Mailbox full", FULL),
        ("550 5.7.1 Message refused", REFUSED),
        ("556 5.1.10 nullMX", NO_DOMAIN),
        ("451 4.7.1 Greylisted", TOO_LATE),
        ("TemplateDoesNotExist: emails/x.txt", OUR_SIDE),
        ("", OUR_SIDE),
        ("parked: 5 workers died while sending it", OUR_SIDE),
    ],
)
def test_the_servers_answer_in_plain_words(reply, reason):
    assert plain_reason(reply) == reason
