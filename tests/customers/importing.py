"""Files of customers for tests."""

from __future__ import annotations

from django.db.models import QuerySet

from customers import sweeps
from customers.actions import confirm_import, upload_customers
from customers.models import Candidate, CustomerImport
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor

HEAD = "name,domain,country,email,contact,reference\n"


def lines(count: int, start: int = 0) -> str:
    return "".join(
        f"회사 {n},company{n}.example,KR,office@company{n}.example,김민지,R-{n}\n"
        for n in range(start, start + count)
    )


def given(by: Actor, text: str) -> CustomerImport:
    return upload_customers(file_name="customers.csv", content=(HEAD + text).encode(), by=by)


def fresh(upload: CustomerImport) -> CustomerImport:
    with tenancy.system(reason="test"):
        return CustomerImport.objects.get(pk=upload.pk)


def read(by: Actor, text: str) -> CustomerImport:
    """Uploaded and checked."""
    upload = given(by, text)
    sweeps.run_imports()
    return fresh(upload)


def taken_over(by: Actor, text: str) -> CustomerImport:
    """Uploaded, checked, confirmed and imported."""
    upload = read(by, text)
    confirm_import(upload=upload, by=by)
    sweeps.run_imports()
    return fresh(upload)


def counts(upload: CustomerImport) -> tuple[int, ...]:
    return upload.new, upload.changed, upload.known, upload.held, upload.faulty


def candidates(by: Actor) -> QuerySet[Candidate]:
    return Candidate.objects.visible_to(by.tenant)
