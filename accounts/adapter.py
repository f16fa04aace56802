from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts import emails


class PortalAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth as the portal needs it: no open sign-up, mail through our own queue."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the password reset sends mail here; its link is derived when the mail leaves, never stored."""
        if template_prefix == "account/email/password_reset_key":
            emails.queue_password_reset(context["user"])

    def get_client_ip(self, request: HttpRequest) -> str:
        from accounts.signin import client_ip

        return client_ip(request)
