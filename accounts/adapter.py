from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import emails
from accounts.signin import RESET_MAILS
from partnercenter.core.clients import client_ip
from partnercenter.core.ratelimit import hit


class PortalAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth as the portal needs it: no open sign-up, mail through our own queue."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link no longer works."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the password reset sends mail here; its link is derived when the mail leaves, never stored."""
        if template_prefix != "account/email/password_reset_key":
            return
        if not hit(RESET_MAILS, str(context["user"].pk)):
            emails.queue_password_reset(context["user"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """One person has one password; no other account is looked up by it."""
        return user.check_password(password)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our own pages ask for a proof first (core.proof), where one is needed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)
