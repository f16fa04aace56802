"""Mails of accounts: context and recipient."""

from __future__ import annotations

import uuid

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from partnercenter.core import mail

PASSWORD_RESET = "password_reset"  # noqa: S105  a kind of mail


def queue_password_reset(user: User) -> None:
    with translation.override(user.language):
        mail.enqueue(
            kind=PASSWORD_RESET,
            key=f"{PASSWORD_RESET}:{uuid.uuid4().hex}",
            to=user.email,
            to_name=user.full_name,
            language=user.language,
            subject=_("Choose a new password"),
            text=render_to_string("emails/password_reset.txt", {"person": user}),
            tenant=None,
            about=user,
        )
