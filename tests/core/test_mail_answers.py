"""What a mail server's answers mean: whose fault, and what follows."""

from __future__ import annotations

import pytest

from partnercenter.core.mail.message import envelope_address
from partnercenter.core.mail.smtp import Verdict, judge

LATER, REFUSED, OURS = Verdict.LATER, Verdict.REFUSED, Verdict.OURS

ANSWERS = [
    (450, "4.2.0 Greylisted, come back in 5 minutes", LATER),
    (421, "4.7.0 Too many connections", LATER),
    (452, "4.2.2 The mailbox is full", LATER),
    (550, "5.1.1 User unknown", REFUSED),
    (550, "User unknown", REFUSED),
    (551, "User not local", REFUSED),
    (553, "5.1.3 Bad destination syntax", REFUSED),
    (552, "5.2.2 Mailbox full", REFUSED),
    (550, "5.4.1 Recipient address rejected: access denied", REFUSED),
    (554, "5.1.1 Recipient unknown", REFUSED),
    (552, "5.3.4 Message too big for system", OURS),
    (552, "Message too big", OURS),
    (550, "5.2.3 Message length exceeds administrative limit", OURS),
    (530, "5.7.0 Authentication required", OURS),
    (530, "Must issue STARTTLS first", OURS),
    (554, "5.7.1 Rejected by policy", OURS),
    (550, "5.7.515 Access denied, sending domain does not pass authentication", OURS),
    (553, "5.1.8 Sender domain not found", OURS),
    (554, "Transaction failed", OURS),
    (503, "5.5.1 Bad sequence of commands", OURS),
]


@pytest.mark.parametrize(("code", "text", "verdict"), ANSWERS)
def test_an_answer_says_whose_fault_it_is(code: int, text: str, verdict: Verdict) -> None:
    assert judge(code, text) is verdict


@pytest.mark.parametrize(
    ("address", "wire"),
    [("kim@contoso.example", "kim@contoso.example"), ("kim@한국.kr", "kim@xn--3e0b707e.kr")],
)
def test_a_domain_goes_out_in_ascii(address: str, wire: str) -> None:
    assert envelope_address(address) == wire


@pytest.mark.parametrize(
    "address", ["관리자@한국.kr", "a@b.example\r\nRCPT TO:<c@d.example>", "a b@c.example", "a\x00@b.example"]
)
def test_an_address_that_smtp_cannot_have_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  idna's errors are ValueErrors too
        envelope_address(address)
