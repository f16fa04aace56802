"""From the row to the bytes on the wire: the same row gives the same bytes, so a duplicate is identical."""

from __future__ import annotations

import re
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from partnercenter.core.mail import html
from partnercenter.core.mail.registry import WayOut, kind_of
from partnercenter.core.models import OutgoingMail


class _LinkHeader(UnstructuredHeader, BaseHeader):
    """An address in angle brackets, on a line of its own: a fold inside, or an encoded word, would break it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}:{policy.linesep} {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _LinkHeader)
_POLICY = SMTP.clone(max_line_length=78, header_factory=_HEADERS)
_PLACE = re.compile(r"\{(\w+)\}")
_ANSWER = re.compile(r"^((re|fwd?|aw|sv|wg|회신|전달)\s*:\s*)+", re.IGNORECASE)
SUBJECT = 70  # visible characters


def domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rsplit("@", 1)[-1]


def message_id(mail: OutgoingMail) -> str:
    """`<…@our-domain>`; unique per row, the same at every attempt."""
    return f"<{mail.public_id}.{mail.generation}@{domain()}>"


def fill(text: str, secrets: dict[str, str]) -> str:
    """Put derived secrets in their places; any other `{word}` stays as it is."""
    return _PLACE.sub(lambda match: secrets.get(match.group(1), match.group(0)), text)


def envelope_address(address: str) -> str:
    """The address as SMTP has it: the domain as its A-label. Raises ValueError for one that cannot be written so."""
    local, _at, host = address.rpartition("@")
    wire = f"{local}@{host if host.isascii() else host.encode('idna').decode()}"
    if not (wire.isascii() and wire.isprintable() and " " not in wire):
        raise ValueError("this address cannot be written in ASCII")
    return wire


def _clean(value: str) -> str:
    """One line for a header: nothing invisible, no line ends (situation C-009)."""
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())


def _address(name: str, address: str) -> Address:
    return Address(display_name=_clean(name), addr_spec=address)


def subject_line(subject: str) -> str:
    """One line of at most SUBJECT characters, that does not pretend to answer anything."""
    line = _ANSWER.sub("", _clean(subject)) or "Partner Center"
    return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1].rstrip()}…"


def _sender(mail: OutgoingMail) -> str:
    """Always says that it is us who send, whoever asked us to."""
    with translation.override(mail.language):
        return (
            _("%(name)s via Partner Center") % {"name": mail.from_name}
            if mail.from_name
            else _("Partner Center")
        )


def _last_words(mail: OutgoingMail, way_out: WayOut | None) -> str:
    """Derived like the header, and like it stored nowhere."""
    if way_out is None or not way_out.words:
        return ""
    with translation.override(mail.language):
        question = _("No more mails about this? (%(topic)s)") % {"topic": way_out.words}
    return f"\n\n{html.RULE}\n\n{question}\n{way_out.url}\n"


def build(mail: OutgoingMail) -> EmailMessage:
    """The message of a leased mail (`dated_at` is set). Raises what a template or an address raises."""
    kind = kind_of(mail)
    secrets, way_out = kind.secrets(mail), kind.way_out(mail)
    text = fill(mail.text, secrets) + _last_words(mail, way_out)
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(_sender(mail), settings.DEFAULT_FROM_EMAIL)
    message["To"] = _address(mail.to_name, envelope_address(mail.to_address))
    subject = message["Subject"] = subject_line(mail.subject)
    if mail.reply_to:
        message["Reply-To"] = envelope_address(mail.reply_to)
    message["Date"] = format_datetime(mail.dated_at or mail.created_at)
    message["Message-ID"] = message_id(mail)
    if mail.in_reply_to:
        message["In-Reply-To"] = message["References"] = mail.in_reply_to
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if way_out:
        message["List-Unsubscribe"] = f"<{way_out.url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Feedback-ID"] = f"{mail.kind}:{mail.public_id}:portal"
    message.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    shown = html.render(
        subject=subject,
        text=text,
        language=mail.language,
        secrets=set(secrets.values()),
        action=kind.action,
    )
    message.add_alternative(shown, subtype="html", charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = mail.language  # after the parts: setting content takes such headers away
    message.set_boundary(f"=_{mail.public_id}")
    return message
