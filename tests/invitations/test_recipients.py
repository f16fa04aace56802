"""Addresses as people paste them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from invitations.recipients import MAX_RECIPIENTS, address_key, parse_many, parse_one


def faults(text: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        parse_many(text)
    return caught.value.messages


@pytest.mark.rule("S000-13")
@pytest.mark.situation("C-001")
@pytest.mark.parametrize(
    ("text", "email", "name"),
    [
        ("  kim@a.kr  ", "kim@a.kr", ""),
        ("mailto:kim@a.kr", "kim@a.kr", ""),
        ("MAILTO:kim@a.kr?subject=hello", "kim@a.kr", ""),
        ("Kim Minjun <kim@a.kr>", "kim@a.kr", "Kim Minjun"),
        ('"Kim, Minjun" <kim@a.kr>', "kim@a.kr", "Kim, Minjun"),
        ("김민준 <kim@a.kr>,", "kim@a.kr", "김민준"),
        ("<kim@a.kr>", "kim@a.kr", ""),
        ("Kim <mailto:kim@a.kr>", "kim@a.kr", "Kim"),
    ],
)
def test_pasted_addresses_are_cleaned(text: str, email: str, name: str) -> None:
    found = parse_one(text)
    assert (found.email, found.name) == (email, name)


@pytest.mark.situation("C-002")
def test_one_person_in_two_spellings_is_one_recipient() -> None:
    found = parse_many("A+Tag@X.COM, a+tag@x.com\nother@x.com")
    assert [recipient.email for recipient in found] == ["A+Tag@X.COM", "other@x.com"]


@pytest.mark.parametrize("separator", [",", ";", "\n", "\r\n", ", ", " ;\n\n"])
def test_separators(separator: str) -> None:
    assert len(parse_many(separator.join(["a@x.com", "B <b@x.com>", '"C, D" <c@x.com>']))) == 3


@pytest.mark.situation("C-004")
def test_a_hangul_local_part_is_explained_and_a_hangul_domain_is_fine() -> None:
    assert "before the @ are not supported yet" in faults("관리자@한국.kr")[0]
    found = parse_one("kim@한국.kr")
    assert found.email == "kim@한국.kr"
    assert found.key == "kim@xn--3e0b707e.kr"


@pytest.mark.situation("C-008")
@pytest.mark.parametrize(
    "text",
    [
        "a@localhost",
        "a@[127.0.0.1]",
        f"{'x' * 65}@a.kr",
        "a@a.1",
        "a@-a.kr",
        "a b@a.kr",
        "@a.kr",
        "a@",
        "kim",
    ],
)
def test_addresses_of_no_public_mail_server_are_refused(text: str) -> None:
    assert "is not an e-mail address" in faults(text)[0]


@pytest.mark.situation("C-009")
@pytest.mark.parametrize("text", ["a@a.kr%0aBcc:b@b.kr", "Kim\x00 <a@a.kr>", "a@a.kr\u2028Bcc: b@b.kr"])
def test_hidden_line_ends_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_one(text)


@pytest.mark.situation("C-009")
def test_a_second_line_is_a_second_recipient_never_a_header() -> None:
    assert faults("a@a.kr\nBcc: b@b.kr") == [
        "“Bcc: b@b.kr” is not an e-mail address. Write it like name@company.com."
    ]


def test_every_fault_is_said_at_once() -> None:
    assert len(faults("good@a.kr, bad, worse@, 관리자@a.kr")) == 3


@pytest.mark.parametrize("text", ["A <a@x.com> B <b@x.com>", 'O"A <a@x.com>, B" <b@x.com>'])
def test_no_address_is_lost_without_a_word(text: str) -> None:
    assert "is not an e-mail address" in faults(text)[0]


def test_too_many_at_once() -> None:
    text = ",".join(f"a{number}@a.kr" for number in range(MAX_RECIPIENTS + 1))
    assert faults(text) == [
        f"These are {MAX_RECIPIENTS + 1} addresses. At most {MAX_RECIPIENTS} are possible at a time."
    ]


def test_keys_compare_composed_and_folded() -> None:
    assert address_key("KIM@É.FR") == address_key("kim@e\u0301.fr")


@pytest.mark.situation("C-006")
@pytest.mark.parametrize("text", ["kim@한국.kr", "Kim <kim@파트너.com>", "kim@mail.한국.kr", "kim@한국.한국"])
def test_a_hangul_label_under_a_latin_ending_is_no_forgery(text: str) -> None:
    assert parse_one(text).email in text


@pytest.mark.situation("C-004")
@pytest.mark.parametrize(
    "text",
    [
        "a@b\ufe0f.kr",
        "a@" + "\ufe0f" * 400 + "b.kr",
        "a@b\u034f.kr",
        "a@한국\U000e0100.kr",
        "a@\u0301b.kr",
        "Kim\ufe0f <a@b.kr>",
        "\u3164 <a@b.kr>",
        "\u0301\u0302 <a@b.kr>",
        "Kim \u0301\u0302 <a@b.kr>",
    ],
)
def test_characters_nobody_sees_are_refused_in_addresses_and_names(text: str) -> None:
    assert "has invisible characters. Type the address again." in faults(text)[0]
    assert "\ufe0f" not in faults(text)[0]


@pytest.mark.situation("C-004")
def test_what_is_stored_is_what_mail_servers_read_and_its_length_is_checked() -> None:
    assert parse_one("Kim@ａｂ。한국。kr").email == "Kim@ab.한국.kr"
    assert parse_one("kim@\u1112\u1161\u11ab국.kr").email == "kim@한국.kr"
    assert "is not an e-mail address" in faults("a@b\u0332.kr")[0]
    assert "is not an e-mail address" in faults(f"a@{'가' * 400}.kr")[0]


def test_names_with_marks_on_their_letters_are_names() -> None:
    assert parse_one("हिन्दी नाम <a@b.kr>").name == "हिन्दी नाम"
    assert parse_one("Zoë q\u0302 <a@b.kr>").name == "Zoë q\u0302"
