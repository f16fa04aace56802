from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.querysets import UserManager
from partnercenter.core.models import ERASED


def no_address_of(user_id: int) -> str:
    """What stands in the place of an erased person's address; it leads nowhere (RFC 2606)."""
    return f"erased-{user_id}@erased.invalid"


class User(AbstractBaseUser, PermissionsMixin):
    """A person; signs in by e-mail. Rights come from memberships; `is_staff` opens Django admin to operators."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    full_name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    is_staff = models.BooleanField(_("operator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # Whose directory the account was made in (a customer's user); empty: the person's own, at a mailbox it has proved.
    directory = models.ForeignKey(
        "accounts.Tenant",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("directory"),
    )
    # Until when a temporary password opens the account; it must be changed at the first sign-in. Empty: it is the person's own.
    temporary_until = models.DateTimeField(_("temporary password until"), null=True, blank=True)
    # Since when a second step (authenticator app, passkey) is asked for at sign-in. Empty: it is not.
    second_step_since = models.DateTimeField(_("two-step verification since"), null=True, blank=True)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(  # sign-in looks for small letters
                name="user_email_small", condition=models.Q(email=Lower("email"))
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def is_erased(self) -> bool:
        """Whether the person's data were taken away for good (accounts.actions.erasing)."""
        return self.full_name == ERASED and self.email == no_address_of(self.pk)

    @property
    def event_name(self) -> str:
        return str(self)

    @property
    def has_second_step(self) -> bool:
        """Whether the person has set up two-step verification."""
        return self.second_step_since is not None

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name
