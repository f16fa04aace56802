"""Mails of accounts: context and recipient."""

from __future__ import annotations

import uuid

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from partnercenter.core import mail

PASSWORD_RESET = "password_reset"  # noqa: S105  a kind of mail
PASSWORD_CHANGED = "password_changed"  # noqa: S105  likewise


def queue_password_reset(user: User) -> None:
    with translation.override(user.language):
        _queue(PASSWORD_RESET, user, _("Choose a new password"))


def tell_password_changed(user: User) -> None:
    """Whoever changed it: the person learns of it at the address the account has."""
    with translation.override(user.language):
        _queue(PASSWORD_CHANGED, user, _("Your password was changed"))


def _queue(kind: str, user: User, subject: str) -> None:
    mail.enqueue(
        kind=kind,
        key=f"{kind}:{uuid.uuid4().hex}",
        to=user.email,
        to_name=user.full_name,
        language=user.language,
        subject=subject,
        text=render_to_string(f"emails/{kind}.txt", {"person": user}),
        tenant=None,
        about=user,
    )
