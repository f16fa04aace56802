from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now

from partnercenter.core.querysets import SessionQuerySet


class Session(AbstractBaseSession):
    """What a browser's session holds. `session_key` is a digest: a copy of this table opens no session.

    Whose it is stands in its signed data, and in `accounts.SignIn`, which the person alone reads; `sign_in` is that
    row's public id. A new key (core.sessions) leaves it as it is.
    """

    # At most a minute late: kept without a write for every page.
    seen_at = models.DateTimeField(db_default=Now())
    signed_in_at = models.DateTimeField(null=True)
    sign_in = models.CharField(max_length=16, blank=True)

    objects = SessionQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="session_signed_in_pair",
                condition=models.Q(sign_in="", signed_in_at=None)
                | (~models.Q(sign_in="") & ~models.Q(signed_in_at=None)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["sign_in"], name="session_sign_in")]

    def __str__(self) -> str:
        return self.session_key
