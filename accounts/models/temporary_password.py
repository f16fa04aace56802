from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant
from accounts.querysets import TemporaryPasswordQuerySet
from partnercenter.core.ids import PublicIdField


class TemporaryPassword(models.Model):
    """The right to see one person's temporary password, once (S000-51, S000-52).

    The password is made at the moment it is shown and kept nowhere but as a hash with the person. `issuer` is the
    organisation whose people may see it, until `expires_at`. Where the person chooses a password by a mailed link
    instead, `mailed_to` is the address. `user_name` repeats the person's: the issuer may not see the person's account.
    Whoever asked for it (`issued_by`) sees it, nobody else.
    """

    public_id = PublicIdField()
    issuer = models.ForeignKey(Tenant, models.CASCADE, related_name="+", verbose_name=_("issued by"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    user_name = models.EmailField(_("user name"), max_length=254)
    mailed_to = models.EmailField(_("mailed to"), max_length=254, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("issued"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revealed_at = models.DateTimeField(_("shown"), null=True)
    revealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TemporaryPasswordQuerySet.as_manager()

    class Meta:
        verbose_name = _("temporary password")
        verbose_name_plural = _("temporary passwords")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="temporary_password_revealed_pair",
                condition=Q(revealed_by=None) | ~Q(revealed_at=None),
            ),
            models.CheckConstraint(
                name="temporary_password_mailed_or_shown", condition=Q(mailed_to="") | Q(revealed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def event_name(self) -> str:
        return self.user_name

    @property
    def works_until(self) -> datetime | None:
        """How long a password that was shown opens the account, unless it is changed before."""
        return self.revealed_at and self.revealed_at + timedelta(hours=settings.TEMPORARY_PASSWORD_HOURS)

    @property
    def state(self) -> str:
        """`mailed`, `revealed`, `expired`, or `open`: it can still be shown."""
        if self.mailed_to:
            return "mailed"
        if self.revealed_at:
            return "revealed"
        return "open" if self.expires_at > timezone.now() else "expired"
