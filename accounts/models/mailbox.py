from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant
from accounts.querysets import MailboxCodeQuerySet
from partnercenter.core.ids import PublicIdField

NONCE_BYTES = 16
_INTEGER = models.IntegerField()


def new_nonce() -> bytes:
    return secrets.token_bytes(NONCE_BYTES)


class MailboxCode(models.Model):
    """A code on its way to an address that somebody says is theirs. The code itself is derived, never stored.

    It counts once, for `accounts.codes.LIFE`, and only for the browser that asked for it (which keeps the public id).
    `tenant`: whose primary contact it confirms; empty: somebody who applies for an organisation that is not there yet.
    """

    public_id = PublicIdField()
    nonce = models.BinaryField(max_length=NONCE_BYTES, default=new_nonce, editable=False)
    address = models.EmailField(_("address"), max_length=254)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    tenant = models.ForeignKey(Tenant, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True, db_index=True)
    used_at = models.DateTimeField(_("used"), null=True)

    objects = MailboxCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code to an address")
        verbose_name_plural = _("codes to addresses")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mailbox_code_nonce",
                condition=Exact(
                    Func(F("nonce"), function="octet_length", output_field=_INTEGER), Value(NONCE_BYTES)
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)
