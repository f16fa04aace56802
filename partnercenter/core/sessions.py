"""Where sessions are kept (settings.SESSION_ENGINE): rows under the digest of the key that the browser holds.

A session of somebody who is signed in ends `SESSION_IDLE` seconds after its last page, and `SESSION_COOKIE_AGE` seconds
after the sign-in whatever happens. When it was seen is stamped by itself, at most once a minute: a page that only reads
does not write the session, and never overwrites what another page put there meanwhile.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.db.models.functions import Now

from partnercenter.core.ids import new_public_id
from partnercenter.core.models import Session

SIGN_IN: Final = "sign_in"  # in the session: the public id of accounts.SignIn
_SIGNED_IN_AT: Final = "signed_in_at"  # in the session: seconds since 1970


def digest(session_key: str) -> str:
    """160 of SHA-256's bits: what the column holds."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def begin(session: SessionBase) -> str:
    """A person has signed in: the database's clock runs from now. Returns the public id the session is known by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM statement_timestamp())::float")
        (session[_SIGNED_IN_AT],) = cursor.fetchone()
    session[SIGN_IN] = sign_in = new_public_id()
    return sign_in


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        rows = Session.objects.alive().with_lateness()
        row = rows.filter(session_key=digest(self.session_key or "")).first()
        if row is None:
            self._session_key = None
        elif row.is_late:  # type: ignore[attr-defined]
            Session.objects.filter(pk=row.pk).update(seen_at=Now())
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = Session(
            session_key=digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=Now() + timedelta(seconds=self.get_expiry_age()),
            seen_at=Now(),
        )
        if SIGN_IN in data:
            row.sign_in = data[SIGN_IN]
            row.signed_in_at = datetime.fromtimestamp(data[_SIGNED_IN_AT], tz=UTC)
        return row

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        Session.objects.filter(session_key=digest(session_key or self.session_key or "")).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.ended().delete()
