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
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from invitations.models import Invitation

_PURPOSE = b"partnercenter.invitation.v1"
FORMAT = re.compile(r"^[A-Za-z0-9_-]{43}$")


def _keys() -> Iterator[bytes]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()


def _derive(key: bytes, nonce: bytes, generation: int) -> str:
    mac = hmac.new(key, nonce + generation.to_bytes(8, "big") + _PURPOSE, hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(invitation: Invitation) -> str:
    """The token of the invitation's current generation, by today's key."""
    return _derive(next(_keys()), bytes(invitation.nonce), invitation.generation)


def link_of(invitation: Invitation) -> str:
    """The absolute link of the current generation, also where it was made with a key that is retired now."""
    tokens = [_derive(key, bytes(invitation.nonce), invitation.generation) for key in _keys()]
    token = tokens[0]
    if len(tokens) > 1:
        known = {link.digest for link in invitation.links.all()}
        token = next((token for token in tokens if digest(token) in known), token)
    return f"{settings.SITE_URL}{reverse('invitations:link', kwargs={'token': token})}"
