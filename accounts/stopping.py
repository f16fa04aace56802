"""The link that stops mails of one topic for one person: derived, never stored, and good for nothing else.

`token = id of the membership | topic | base64url(HMAC-SHA256(key, id | topic | purpose))`, of which 128 bits: one
line of a mail's header has to hold it. It needs no sign-in and does not end; keys rotate like SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts import mail_topics
from partnercenter.core.derived import is_same, keys
from partnercenter.core.mail.registry import WayOut, topic_of
from partnercenter.core.models import OutgoingMail

_PURPOSE = b"partnercenter.mail.stop.v1"
_ID, _MAC = 16, 22  # characters


def _mac(key: bytes, member_id: str, topic: str) -> str:
    mac = hmac.new(key, f"{member_id}|{topic}|".encode() + _PURPOSE, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()


def token_of(member_id: str, topic: str) -> str:
    return f"{member_id}{topic}{_mac(next(keys(_PURPOSE)), member_id, topic)}"


def read(token: str) -> tuple[str, str] | None:
    """Membership's public id and topic; None where no key of ours made it."""
    member_id, topic, mac = token[:_ID], token[_ID:-_MAC], token[-_MAC:]
    if any(is_same(_mac(key, member_id, topic), mac) for key in keys(_PURPOSE)):
        return member_id, topic
    return None


def way_out(mail: OutgoingMail) -> WayOut | None:
    """Of a mail that somebody reads as a member of an organisation."""
    topic = mail_topics.find(topic_of(mail.kind))
    if topic is None or not mail.reader:
        return None
    path = reverse("accounts:mail-stop", kwargs={"stop_token": token_of(mail.reader, topic.name)})
    with translation.override(mail.language):
        return WayOut(f"{settings.SITE_URL}{path}", str(topic.label))
