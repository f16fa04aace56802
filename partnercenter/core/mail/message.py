"""From the row to the bytes on the wire: the same row gives the same bytes, so a duplicate is identical."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from partnercenter.core.mail.registry import kind_of
from partnercenter.core.models import OutgoingMail

_POLICY = SMTP.clone(max_line_length=78)
_PLACE = re.compile(r"\{(\w+)\}")


def domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rsplit("@", 1)[-1]


def message_id(mail: OutgoingMail) -> str:
    """`<…@our-domain>`; unique per row, the same at every attempt."""
    return f"<{mail.public_id}.{mail.generation}@{domain()}>"


def fill(text: str, secrets: dict[str, str]) -> str:
    """Put derived secrets in their places; any other `{word}` stays as it is."""
    return _PLACE.sub(lambda match: secrets.get(match.group(1), match.group(0)), text)


def _clean(value: str) -> str:
    return " ".join(value.split())


def _address(name: str, address: str) -> Address:
    return Address(display_name=_clean(name), addr_spec=address)


def build(mail: OutgoingMail) -> EmailMessage:
    """The message of a leased mail (`dated_at` is set). Raises what a template or an address raises."""
    secrets = kind_of(mail).secrets(mail)
    text = fill(mail.text, secrets)
    message = EmailMessage(policy=_POLICY)
    from_name = f"{mail.from_name} via Partner Center" if mail.from_name else "Partner Center"
    message["From"] = _address(from_name, settings.DEFAULT_FROM_EMAIL)
    message["To"] = _address(mail.to_name, mail.to_address)
    message["Subject"] = _clean(mail.subject)
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Date"] = format_datetime(mail.dated_at or mail.created_at)
    message["Message-ID"] = message_id(mail)
    if mail.in_reply_to:
        message["In-Reply-To"] = message["References"] = mail.in_reply_to
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = mail.language
    message["Feedback-ID"] = f"{mail.kind}:{mail.public_id}:portal"
    message.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(
        _html(mail, text, secrets), subtype="html", charset="utf-8", cte="quoted-printable"
    )
    message.set_boundary(f"=_{mail.public_id}")
    return message


def _html(mail: OutgoingMail, text: str, secrets: dict[str, str]) -> str:
    """The text again as HTML: escaped, only our own links clickable (situation C-093)."""
    paragraphs = [block.split("\n") for block in text.strip().split("\n\n")]
    with translation.override(mail.language):
        return render_to_string(
            "emails/base.html",
            {
                "mail": mail,
                "paragraphs": paragraphs,
                "links": set(secrets.values()),
                "site_url": settings.SITE_URL,
            },
        )
