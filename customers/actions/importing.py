"""Existing customers from a file: given, confirmed or dropped. Workers do the reading (customers.sweeps)."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from customers.csv_reading import MAX_BYTES
from customers.models import CustomerImport
from customers.states import IMPORT_TRANSITIONS, ImportStatus
from partnercenter.core import audit, nudge
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition

MAX_UNDECIDED = 10  # files of one partner that wait at a time
TASK = "customers.tasks.run_imports"  # by its path: actions stand below tasks


@transaction.atomic
def upload_customers(*, file_name: str, content: bytes, by: Actor) -> CustomerImport:
    """S003-8, D4: keep the file and have it checked; nothing is imported yet.

    The same file again, while nothing was decided about it, is the same import (C-021, C-022).
    Raises DomainError: empty, too_large, too_many_imports.
    """
    if not content:
        raise DomainError("empty", _("The file is empty. Choose another one."), "file")
    if len(content) > MAX_BYTES:
        raise DomainError(
            "too_large",
            _("The file is larger than 10 MB. Divide it, and upload one part after the other."),
            "file",
        )
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=by.tenant.pk)
    undecided = CustomerImport.objects.visible_to(by.tenant).undecided()
    if earlier := undecided.light().filter(content=content).first():
        return earlier
    if undecided.count() >= MAX_UNDECIDED:
        message = _("%(count)s files wait already. Import or drop some of them first.")
        raise DomainError("too_many_imports", message % {"count": MAX_UNDECIDED}, "file")
    upload = CustomerImport.objects.create(
        partner=by.tenant, uploaded_by=by.user, file_name=file_name[:200], content=content
    )
    audit.record(
        "customer_import.uploaded", by=by, target=upload, changes={"file_name": [None, upload.file_name]}
    )
    _wake()
    return upload


@transaction.atomic
def confirm_import(*, upload: CustomerImport, by: Actor) -> None:
    """D4: take the rows without errors over; each becomes a candidate. Raises DomainError: nothing_to_import."""
    if upload.status == ImportStatus.CHECKED and not upload.wanted:
        raise DomainError("nothing_to_import", _("There is nothing new in this file."))
    counters = dict.fromkeys(("done", "new", "changed", "known", "held", "faulty"), 0)
    transition(upload, ImportStatus.IMPORTING, table=IMPORT_TRANSITIONS, stamps=counters)
    audit.record(
        "customer_import.confirmed", by=by, target=upload, changes={"status": ["checked", "importing"]}
    )
    _wake()


@transaction.atomic
def drop_import(*, upload: CustomerImport, by: Actor) -> None:
    """Forget the file; nothing of it was imported."""
    old = upload.status
    transition(
        upload,
        ImportStatus.DROPPED,
        table=IMPORT_TRANSITIONS,
        stamps={"content": b"", "finished_at": Now()},
    )
    audit.record("customer_import.dropped", by=by, target=upload, changes={"status": [old, "dropped"]})


def _wake() -> None:
    """A worker begins now; beat comes by in any case."""
    transaction.on_commit(partial(nudge.wake, TASK), robust=True)
