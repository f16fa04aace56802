"""Secrets that are derived whenever they are needed, and stored nowhere (ADR 0005): keys by purpose, and codes of digits."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings


def keys(purpose: bytes) -> Iterator[bytes]:
    """Today's key for this purpose, then those of earlier secrets: what they made stays valid."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield hmac.new(secret.encode(), purpose, hashlib.sha256).digest()


def eight_digits(key: bytes, message: bytes) -> str:
    """A code that people type."""
    mac = hmac.new(key, message, hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:16], 'big') % 10**8:08d}"


def is_same(one: str, other: str) -> bool:
    """Compared in a time that says nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
