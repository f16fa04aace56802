"""The code that proves a mailbox: eight digits, derived from its row when the mail leaves and when it is typed (ADR 0017)."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import MailboxCode
from partnercenter.core.derived import eight_digits, is_same, keys

LIFE = timedelta(minutes=30)
_PURPOSE = b"partnercenter.mailbox.code.v1"


def code_of(row: MailboxCode) -> str:
    return _derive(next(keys(_PURPOSE)), row)


def is_code(row: MailboxCode, typed: str) -> bool:
    """As people copy it: with blanks or a hyphen in between."""
    bare = "".join(char for char in typed if char not in " -")
    return any(is_same(_derive(key, row), bare) for key in keys(_PURPOSE))


def _derive(key: bytes, row: MailboxCode) -> str:
    return eight_digits(key, bytes(row.nonce) + row.address.encode() + _PURPOSE)
