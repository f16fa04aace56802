"""E-mail addresses: as they are typed, as they are stored, as they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_ADDRESS = 254  # characters (RFC 5321)
_HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")
# Unicode calls these letters, marks or unassigned, and programs show them as nothing at all.
IGNORABLE = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164"
    r"\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)


class AddressError(ValueError):
    """`code` says what is wrong: "invisible", "letters" (before the @) or "address"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Address:
    """`email` is as typed, its domain as IDNA reads it; `key` is how addresses are compared."""

    email: str
    key: str


def address_key(email: str) -> str:
    """The address as it is compared: case folded, the domain as its A-label (situation C-002)."""
    local, _at, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        ascii_domain = domain
    return f"{local}@{ascii_domain}".casefold()


def require_visible(text: str) -> None:
    """Raises AddressError("invisible") where something in it shows as nothing (C-004, C-008)."""
    if text.isascii() and text.isprintable():
        return
    if any(_is_invisible(before, char) for before, char in pairwise(f" {text}")):
        raise AddressError("invisible")


def read_address(email: str) -> Address:
    """A bare address. Raises AddressError."""
    key = address_key(email)
    local, _at, domain = key.rpartition("@")
    if not local.isascii():
        raise AddressError("letters")
    try:
        validate_email(key)
    except ValidationError as error:
        raise AddressError("address") from error
    email = _as_read(email, domain)
    if len(local) > 64 or max(len(key), len(email)) > MAX_ADDRESS or not _HOST.match(domain):
        raise AddressError("address")
    return Address(email, key)


def _is_invisible(before: str, char: str) -> bool:
    """Nothing to see: controls, default-ignorable characters, and marks that stand on no letter."""
    kind = unicodedata.category(char)
    if kind in {"Cc", "Cf", "Cs", "Zl", "Zp"} or IGNORABLE.match(char):
        return True
    return kind.startswith("M") and not (before.isalnum() or unicodedata.category(before)[0] in "MS")


def _as_read(email: str, ascii_domain: str) -> str:
    """The address as it is stored: nothing stays in a domain that IDNA drops or folds (situation C-004)."""
    local, _at, domain = email.rpartition("@")
    if domain.isascii():
        return email
    try:
        read = ascii_domain.encode().decode("idna")
    except UnicodeError as error:
        raise AddressError("address") from error
    if any(before.isascii() and unicodedata.category(char) == "Mn" for before, char in pairwise(read)):
        raise AddressError("address")
    return f"{local}@{read}"
