"""Proving that a mailbox is somebody's: a code goes there and comes back (ADR 0017)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import codes, emails_enrolment, limits
from accounts.models import MailboxCode, Tenant
from partnercenter.core import audit
from partnercenter.core.actor import AnyActor
from partnercenter.core.addresses import address_key
from partnercenter.core.errors import DomainError


@transaction.atomic
def send_mailbox_code(
    *, address: str, language: str, network: str, by: AnyActor, tenant: Tenant | None = None
) -> MailboxCode:
    """A code to the address, whoever has it; the caller keeps the row's public id where only the asker has it. In system scope.

    `network`: from where it is asked for. Raises RateLimited.
    """
    limits.count_code(address, network)
    row = MailboxCode.objects.create(address=address, language=language, tenant=tenant)
    emails_enrolment.send_code(row)
    audit.record("mailbox.code_sent", by=by, target=row, tenant=tenant)
    return row


@transaction.atomic
def use_mailbox_code(
    *, asked: Iterable[str], address: str, code: str, by: AnyActor, tenant: Tenant | None = None
) -> MailboxCode:
    """The row whose code this is; used up with it. `asked`: public ids of what this asker has asked for. In system scope.

    Raises DomainError("wrong_code") for any other code, one for another address, an old or a used one.
    """
    rows = MailboxCode.objects.filter(
        public_id__in=list(asked), tenant=tenant, used_at=None, created_at__gt=Now() - codes.LIFE
    )
    for row in rows:
        if address_key(row.address) == address_key(address) and codes.is_code(row, code):
            if MailboxCode.objects.filter(pk=row.pk, used_at=None).update(used_at=Now()) != 1:
                break
            audit.record("mailbox.confirmed", by=by, target=row, tenant=tenant)
            return row
    message = _("This code is not right, or it is older than 30 minutes. Use the newest mail.")
    raise DomainError("wrong_code", message, "code")
