"""Imports of customers, read and taken over by workers: in batches, each one transaction with its progress (S003-8, D4).

Whoever is killed loses one batch at most; the next worker goes on behind the last one. The same file always gives the
same rows, so where to go on is a number. Work runs in the scope of the partner whose import it is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import Country, Tenant
from customers.actions.importing import TASK
from customers.checking import Checked, Values, check, standard_for
from customers.csv_reading import Sheet, UnreadableFile, open_sheet
from customers.faults import FaultLog
from customers.models import Candidate, CustomerImport
from customers.states import IMPORT_TRANSITIONS, ImportStatus
from partnercenter.core import audit, nudge, tenancy
from partnercenter.core.actor import SystemActor
from partnercenter.core.cleaning import printable
from partnercenter.core.ids import new_public_id
from partnercenter.core.locks import held
from partnercenter.core.states import transition
from partnercenter.core.text import search_key
from relationships.models import ResellerRelationship

log = logging.getLogger(__name__)

BATCH = 1000  # rows in one transaction
SECONDS = 15.0  # for one task; then the next one goes on
_BY = SystemActor("import")

# New domains become candidates, known ones are brought up to date where a fact differs. `xmax` is 0 on a new row.
_TAKE_OVER = """
INSERT INTO customers_candidate AS c (partner_id, imported_in_id, created_at, public_id, name, name_key, domain,
    country_id, contact_name, contact_email, contact_key, reference)
SELECT %(partner)s, %(upload)s, now(), t.* FROM unnest(%(ids)s::text[], %(names)s::text[], %(keys)s::text[],
    %(domains)s::text[], %(countries)s::text[], %(contacts)s::text[], %(emails)s::text[], %(email_keys)s::text[],
    %(references)s::text[]) AS t
ON CONFLICT (partner_id, domain) DO UPDATE SET name = EXCLUDED.name, name_key = EXCLUDED.name_key,
    country_id = EXCLUDED.country_id, contact_name = EXCLUDED.contact_name, contact_email = EXCLUDED.contact_email,
    contact_key = EXCLUDED.contact_key, reference = EXCLUDED.reference, imported_in_id = EXCLUDED.imported_in_id
WHERE (c.name, c.country_id, c.contact_name, c.contact_email, c.reference)
    IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.country_id, EXCLUDED.contact_name, EXCLUDED.contact_email, EXCLUDED.reference)
RETURNING c.xmax = 0
"""


class Gone(Exception):
    """Somebody else goes on with this import, or it was dropped: nothing is left to do for us."""


@dataclass
class Counts:
    """What one batch adds to the counters of its import; the names are those of the model's fields."""

    new: int = 0
    changed: int = 0
    known: int = 0
    held: int = 0
    faulty: int = 0


def run_imports(seconds: float = SECONDS) -> int:
    """Work on everything that waits, until it is done or it has been long enough. Returns on how many."""
    until = time.monotonic() + seconds
    seen: list[int] = []
    while time.monotonic() < until and (found := _next(seen)):
        seen.append(found[0])
        with held(f"customer import {found[0]}") as mine:
            if mine:
                _work(*found, until)
    if time.monotonic() >= until and _next([]):
        nudge.wake(TASK)
    return len(seen)


def _next(seen: Sequence[int]) -> tuple[int, int, int] | None:
    """The oldest import that waits: its key, its partner, and who uploaded it."""
    with tenancy.system(reason="imports of all partners"):
        waiting = CustomerImport.objects.waiting().exclude(pk__in=seen)
        return waiting.values_list("pk", "partner_id", "uploaded_by_id").first()


def _work(pk: int, partner_id: int, user_id: int, until: float) -> None:
    job = Job(pk, partner_id, user_id)
    try:
        job.run(until)
    except Gone:
        return
    except UnreadableFile as error:
        job.fail(error)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # not the file's fault: another worker takes it up
    except Exception:
        log.exception("import %s cannot be read", pk)
        job.fail(UnreadableFile("unexpected"))


class Job:
    """One import in one worker's hands, from where it stands to its end or to the end of the time."""

    def __init__(self, pk: int, partner_id: int, user_id: int) -> None:
        self.pk, self.partner_id, self.user_id = pk, partner_id, user_id
        self.log = FaultLog()

    def scope(self) -> AbstractContextManager[None]:
        return tenancy.acting(user_id=self.user_id, tenant_id=self.partner_id)

    def run(self, until: float) -> None:
        with self.scope():
            upload = CustomerImport.objects.waiting().filter(pk=self.pk).first()
            if upload is None:
                raise Gone
            partner = Tenant.objects.select_related("country__region").get(pk=self.partner_id)
            standard = standard_for(partner, Country.objects.all())
        self.status, self.position = upload.status, upload.done
        sheet = open_sheet(bytes(upload.content))
        upload.content = b""
        self._begin(sheet)
        rows = check(sheet, standard)
        self._note(islice(rows, self.position))
        while batch := self._note(islice(rows, BATCH)):
            self._take(batch)
            if time.monotonic() > until:
                return  # the rest is for the next one
        self._finish()

    def _note(self, rows: Iterator[Checked]) -> list[Checked]:
        """The rows, their faults written down: while checking, those of earlier batches too."""
        batch = list(rows)
        if self.status == ImportStatus.CHECKING:
            for row in batch:
                self.log.add(row.faults)
        return batch

    def _lock(self) -> CustomerImport:
        """The import as we know it, ours until the end of the transaction. Raises Gone."""
        rows = CustomerImport.objects.filter(pk=self.pk, status=self.status, done=self.position)
        upload = rows.light().select_for_update(skip_locked=True, no_key=True).first()
        if upload is None:
            raise Gone
        return upload

    def _begin(self, sheet: Sheet) -> None:
        total = sheet.count()
        with self.scope():
            upload = self._lock()
            if not upload.total:
                CustomerImport.objects.filter(pk=self.pk).update(total=total, encoding=sheet.encoding)

    def _take(self, batch: Sequence[Checked]) -> None:
        values = [row.values for row in batch if row.values]
        with self.scope():
            self._lock()
            customers = self._customers(values)
            wanted = [value for value in values if value.domain not in customers]
            counts = self._compare(wanted) if self.status == ImportStatus.CHECKING else self._write(wanted)
            counts.held, counts.faulty = len(values) - len(wanted), len(batch) - len(values)
            added: dict[str, Any] = {name: F(name) + more for name, more in vars(counts).items()}
            CustomerImport.objects.filter(pk=self.pk).update(done=F("done") + len(batch), **added)
        self.position += len(batch)

    def _customers(self, values: Sequence[Values]) -> set[str]:
        """Domains of customers that the partner serves already: they need no invitation."""
        own = ResellerRelationship.objects.active().held_by(Tenant(pk=self.partner_id))
        domains = [value.domain for value in values]
        return set(own.filter(customer_domain__in=domains).values_list("customer_domain", flat=True))

    def _compare(self, values: Sequence[Values]) -> Counts:
        rows = Candidate.objects.filter(partner=self.partner_id, domain__in=[one.domain for one in values])
        facts = ("name", "country_id", "contact_email", "contact_name", "reference")
        there = {row[0]: tuple(row[1:]) for row in rows.values_list("domain", *facts)}
        new = sum(1 for value in values if value.domain not in there)
        known = sum(1 for value in values if there.get(value.domain) == value.facts)
        return Counts(new=new, changed=len(values) - new - known, known=known)

    def _write(self, values: Sequence[Values]) -> Counts:
        ordered = sorted(values, key=lambda value: value.domain)  # two imports cannot block one another
        params: dict[str, Any] = {
            "partner": self.partner_id,
            "upload": self.pk,
            "ids": [new_public_id() for _ in ordered],
            "names": [value.name for value in ordered],
            "keys": [search_key(value.name) for value in ordered],
            "domains": [value.domain for value in ordered],
            "countries": [value.country for value in ordered],
            "contacts": [value.contact for value in ordered],
            "emails": [value.email for value in ordered],
            "email_keys": [value.email_key for value in ordered],
            "references": [value.reference for value in ordered],
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_OVER, params)
            written = [is_new for (is_new,) in cursor.fetchall()]
        new = sum(written)
        return Counts(new=new, changed=len(written) - new, known=len(ordered) - len(written))

    # ------------------------------------------------------------------ how it ends
    def _finish(self) -> None:
        with self.scope():
            upload = self._lock()
            if self.status == ImportStatus.CHECKING:
                stamps = {
                    "errors": self.log.first,
                    "fault_count": self.log.count,
                    "fault_log": self.log.packed(),
                }
                self._move(upload, ImportStatus.CHECKED, stamps)
            else:
                self._move(upload, ImportStatus.DONE, {"content": b"", "finished_at": Now()})

    def fail(self, error: UnreadableFile) -> None:
        """The whole file: said in one sentence, and the file goes."""
        stamps = {
            "errors": [[error.line, "", error.code, printable(error.value)]],  # no JSON holds a NUL
            "content": b"",
            "finished_at": Now(),
        }
        with self.scope(), transaction.atomic():
            upload = CustomerImport.objects.waiting().light().filter(pk=self.pk).first()
            if upload is not None:
                self._move(upload, ImportStatus.FAILED, stamps)

    def _move(self, upload: CustomerImport, to: ImportStatus, stamps: dict[str, Any]) -> None:
        old = upload.status
        transition(upload, to, table=IMPORT_TRANSITIONS, stamps=stamps)
        changes = {"status": [old, to.value]} | {
            name: [None, getattr(upload, name)] for name in vars(Counts())
        }
        audit.record(
            f"customer_import.{to.value}", by=_BY, target=upload, tenant=upload.partner, changes=changes
        )
