"""What a person is told of by mail because it decides who may sign in as them. Cannot be switched off."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.TextChoices):
    """The value is the end of the audit event's name, `user.…`; the label is the mail's sentence."""

    APP_ADDED = "app_added", _("An authenticator app was added as a second step at sign-in.")
    APP_REMOVED = "app_removed", _("The authenticator app was removed.")
    PASSKEY_ADDED = "passkey_added", _("A passkey or security key was added.")
    PASSKEY_REMOVED = "passkey_removed", _("A passkey or security key was removed.")
    CODES_MADE = "recovery_codes_made", _("New recovery codes were made. The old ones no longer work.")
    CODE_USED = (
        "recovery_code_used",
        _("A recovery code was used in place of an authenticator app or a passkey."),
    )
    WRONG_CODES = (
        "wrong_codes_entered",
        _("Somebody entered your password, and then too many wrong codes. They did not get in."),
    )
    SECOND_STEP_RESET = (
        "second_step_reset",
        _("Two-step verification was taken off the account by an operator."),
    )
    COMPANY_LINKED = "company_account_linked", _("Sign-in with the company account was connected.")
    ATTEMPTS = "sign_in_attempts", _("Somebody tried many times to sign in and did not get in.")
