"""Public ids: what stands in URLs instead of sequence numbers."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from typing import Any

from django.db import models

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 16  # characters of 5 bits: 80 random bits


def new_public_id() -> str:
    """16 characters of lower-case base32, e.g. `k3v7m2q9x4a6b5cz`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def public_id_of(*parts: object) -> str:
    """The same parts give the same public id: a row that is to come into being once."""
    digest = hashlib.sha256("\n".join(map(str, parts)).encode()).digest()
    return b32encode(digest).decode().lower()[:LENGTH]


class PublicIdConverter:
    """Path converter `<pid:public_id>`; anything else does not resolve (404)."""

    regex = f"[a-z2-7]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PublicIdField(models.CharField):  # type: ignore[type-arg]
    """The public id of a row; unique, never edited."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "default", "unique", "editable"):
            kwargs.pop(key, None)
        return name, path, list(args), kwargs
