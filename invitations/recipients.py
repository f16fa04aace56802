"""Addresses as people paste them: `Name <mail>`, `mailto:`, commas, semicolons or lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partnercenter.core.addresses import IGNORABLE, AddressError, address_key, read_address, require_visible

__all__ = ["MAX_RECIPIENTS", "Recipient", "address_key", "parse_many", "parse_one"]

MAX_RECIPIENTS = 200
# Between commas, semicolons and line ends; a comma within quotes belongs to the name.
_PARTS = re.compile(r'(?:"[^"\r\n]*"|[^,;\r\n])+')


@dataclass(frozen=True)
class Recipient:
    """One person to ask. `email` is as typed, its domain as IDNA reads it; `key` is how addresses are compared.

    `candidate_id`: the imported customer this person stands for (D4).
    """

    email: str
    key: str
    name: str = ""
    candidate_id: int | None = None


def parse_one(text: str) -> Recipient:
    """`Name <mail>`, `mailto:mail` or `mail`. Raises ValidationError with a sentence (C-001, C-004, C-008, C-009)."""
    text = unicodedata.normalize("NFC", text.strip().strip(",").strip())
    try:
        require_visible(text)
        name, email = _split(text)
        address = read_address(email)
    except AddressError as error:
        raise _refusal(error.code, text) from error
    return Recipient(email=address.email, key=address.key, name=name)


def _refusal(code: str, text: str) -> ValidationError:
    if code == "invisible":
        sentence = _("“%(value)s” has invisible characters. Type the address again.")
    elif code == "letters":
        sentence = _("“%(value)s”: addresses with such letters before the @ are not supported yet.")
    else:
        return _not_an_address(text)
    return ValidationError(sentence, params={"value": _shown(text)})


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
    visible = "".join(char for char in text if char.isprintable() and not IGNORABLE.match(char))
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
