from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class PortalBackend(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in by e-mail and password; who is not active, or came by a password that has lapsed, has no session."""

    def get_user(self, user_id: Any) -> User | None:
        user: User | None = super().get_user(user_id)
        if user is None or not user.is_active or User.objects.has_lapsed(user):
            return None
        return user
