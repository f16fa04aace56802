"""Addresses as people paste them: `Name <mail>`, `mailto:`, commas, semicolons or lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

MAX_RECIPIENTS = 200
# Between commas, semicolons and line ends; a comma within quotes belongs to the name.
_PARTS = re.compile(r'(?:"[^"\r\n]*"|[^,;\r\n])+')
_HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")

MAX_ADDRESS = 254  # characters (RFC 5321)
# Unicode calls these letters, marks or unassigned, and programs show them as nothing at all.
_IGNORABLE = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164"
    r"\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True)
class Recipient:
    """One person to ask. `email` is as typed, its domain as IDNA reads it; `key` is how addresses are compared.

    `candidate_id`: the imported customer this person stands for (D4).
    """

    email: str
    key: str
    name: str = ""
    candidate_id: int | None = None


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
    if any(_is_invisible(before, char) for before, char in pairwise(f" {text}")):
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
    email = _as_read(email, domain)
    if len(local) > 64 or max(len(key), len(email)) > MAX_ADDRESS or not _HOST.match(domain):
        raise _not_an_address(text)
    return Recipient(email=email, key=key, name=name)


def _is_invisible(before: str, char: str) -> bool:
    """Nothing to see: controls, default-ignorable characters, and marks that stand on no letter."""
    kind = unicodedata.category(char)
    if kind in {"Cc", "Cf", "Cs", "Zl", "Zp"} or _IGNORABLE.match(char):
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
        raise _not_an_address(email) from error
    if any(before.isascii() and unicodedata.category(char) == "Mn" for before, char in pairwise(read)):
        raise _not_an_address(email)
    return f"{local}@{read}"


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
    visible = "".join(char for char in text if char.isprintable() and not _IGNORABLE.match(char))
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
