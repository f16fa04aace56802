"""Personal links: derived, never stored.

`token = base64url(HMAC-SHA256(key, nonce | generation | purpose))`, 256 bits. The row keeps the nonce, the link row
keeps SHA-256 of the token: a dump of the database opens nothing without the key, the key nothing without a nonce,
and both the mail worker and "copy the link again" can derive the same link. Keys rotate like SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnercenter.core.derived import eight_digits, is_same, keys
from partnercenter.core.errors import DomainError

if TYPE_CHECKING:
    from invitations.models import Invitation

_PURPOSE = b"partnercenter.invitation.v1"
_CODE_PURPOSE = b"partnercenter.invitation.code.v1"
CODE_LIFE = timedelta(minutes=30)
FORMAT = re.compile(r"^[A-Za-z0-9_-]{43}$")


def _derive(key: bytes, nonce: bytes, generation: int) -> str:
    mac = hmac.new(key, nonce + generation.to_bytes(8, "big") + _PURPOSE, hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def _derive_code(key: bytes, invitation: Invitation, asked_at: datetime) -> str:
    where = invitation.generation.to_bytes(8, "big") + asked_at.isoformat().encode()
    return eight_digits(key, bytes(invitation.nonce) + where + _CODE_PURPOSE)


def new_code(invitation: Invitation, asked_at: datetime) -> str:
    """Eight digits that prove the invited mailbox; `asked_at` is when the mail that carries them was asked for."""
    return _derive_code(next(keys(_PURPOSE)), invitation, asked_at.astimezone(UTC))


def is_code(invitation: Invitation, asked_at: datetime, code: str) -> bool:
    right = (_derive_code(key, invitation, asked_at.astimezone(UTC)) for key in keys(_PURPOSE))
    return any(is_same(each, code) for each in right)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(invitation: Invitation) -> str:
    """The token of the invitation's current generation, by today's key."""
    return _derive(next(keys(_PURPOSE)), bytes(invitation.nonce), invitation.generation)


class LinkLost(DomainError):
    """The key that made the link is gone, so the link cannot be made again; sending again makes a new one."""

    def __init__(self) -> None:
        message = _("The link can no longer be shown. Send the invitation again to make a new one.")
        super().__init__("link_lost", message)


def place_of(invitation: Invitation) -> str:
    """S002-18: where the recipient answers; a customer at the place of its cloud, which is its partner's cloud."""
    if not invitation.is_for_customer:
        return str(settings.SITE_URL)
    cloud = getattr(invitation, "inviter_cloud", None) or invitation.inviter.cloud
    return settings.CUSTOMER_URLS[cloud] or str(settings.SITE_URL)


def link_of(invitation: Invitation) -> str:
    """The absolute link of the current generation, also where it was made with a key that is retired now.

    Raises LinkLost where none of the keys made it: a dead link is worse than none.
    """
    annotated = getattr(invitation, "link_digest", None)
    known = {annotated} if annotated else {link.digest for link in invitation.links.all()}
    for key in keys(_PURPOSE):
        token = _derive(key, bytes(invitation.nonce), invitation.generation)
        if digest(token) in known:
            return f"{place_of(invitation)}{reverse('invitations:link', kwargs={'token': token})}"
    raise LinkLost
