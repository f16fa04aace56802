from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.querysets import SignInQuerySet
from accounts.states import SignInMethod
from partnercenter.core.ids import PublicIdField


class SignIn(models.Model):
    """A person signed in at a browser; the session that began then (core.Session) names this row's public id.

    `address` is cut off: the network, not the machine (core.clients). What is older than any session is forgotten.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("signed in"), db_default=Now())
    method = models.CharField(_("by"), max_length=16, choices=SignInMethod.choices)
    address = models.CharField(_("address"), max_length=45, blank=True)
    agent = models.CharField(_("browser"), max_length=300, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes: ClassVar = [
            models.Index(fields=["user", "-at"], name="sign_in_of_person"),
            models.Index(fields=["at"], name="sign_in_at"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
