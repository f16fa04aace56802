"""Addresses as people paste them: `Name <mail>`, `mailto:`, commas, semicolons or lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

MAX_RECIPIENTS = 200
# Between commas, semicolons and line ends; a comma within quotes belongs to the name.
_PARTS = re.compile(r'(?:"[^"\r\n]*"|[^,;\r\n])+')
_HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")


@dataclass(frozen=True)
class Recipient:
    """One person to ask. `email` is kept as typed (cleaned), `key` is how addresses are compared."""

    email: str
    key: str
    name: str = ""


def address_key(email: str) -> str:
    """The address as it is compared: case folded, the domain as its A-label (situation C-002)."""
    local, _at, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        ascii_domain = domain
    return f"{local}@{ascii_domain}".casefold()


def parse_one(text: str) -> Recipient:
    """`Name <mail>`, `mailto:mail` or `mail`. Raises ValidationError with a sentence (C-001, C-004, C-008, C-009)."""
    text = unicodedata.normalize("NFC", text.strip().strip(",").strip())
    if any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in text):
        raise ValidationError(
            _("“%(value)s” has invisible characters. Type the address again."), params={"value": _shown(text)}
        )
    name, email = _split(text)
    key = address_key(email)
    local, _at, domain = key.rpartition("@")
    if not local.isascii():
        raise ValidationError(
            _("“%(value)s”: addresses with such letters before the @ are not supported yet."),
            params={"value": _shown(text)},
        )
    try:
        validate_email(key)
    except ValidationError as error:
        raise _not_an_address(text) from error
    if len(local) > 64 or len(key) > 254 or not _HOST.match(domain):
        raise _not_an_address(text)
    return Recipient(email=email, key=key, name=name)


def _split(text: str) -> tuple[str, str]:
    if text.endswith(">") and "<" in text:
        name, _open, email = text[:-1].rpartition("<")
        if "<" in name or ">" in name:  # two addresses in one: neither is lost without a word
            raise _not_an_address(text)
        return parseaddr(f'"{name.strip().strip(chr(34))}" <a@b.c>')[0][:200], _bare(email)
    return "", _bare(text)


def _bare(email: str) -> str:
    email = email.strip()
    return email[7:].split("?")[0] if email.lower().startswith("mailto:") else email


def _shown(text: str) -> str:
    visible = "".join(char for char in text if char.isprintable())
    return visible[:80]


def _not_an_address(text: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not an e-mail address. Write it like name@company.com."),
        params={"value": _shown(text)},
    )


def parse_many(text: str) -> list[Recipient]:
    """All recipients of a pasted text, each once, in order. Raises ValidationError with every fault at once."""
    parts = [part.strip() for part in _PARTS.findall(text) if part.strip()]
    found: dict[str, Recipient] = {}
    errors: list[ValidationError] = []
    if len(parts) > MAX_RECIPIENTS:
        raise ValidationError(
            _("These are %(count)s addresses. At most %(limit)s are possible at a time."),
            params={"count": len(parts), "limit": MAX_RECIPIENTS},
        )
    for part in parts:
        try:
            recipient = parse_one(part)
        except ValidationError as error:
            errors.append(error)
        else:
            found.setdefault(recipient.key, recipient)
    if errors:
        raise ValidationError(errors)
    return list(found.values())
