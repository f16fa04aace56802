"""The monthly run from three beats at once."""

from __future__ import annotations

import threading

from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent
from subscriptions.models import Statement, StatementLine
from subscriptions.statements import make_batch, make_month
from tests import factories as make
from tests.subscriptions.test_statements import MONTH, direct, sold
from tests.threads import at_once


def test_three_beats_at_once_make_each_statement_once(committed_db: None) -> None:
    with tenancy.system(reason="test"):
        partner = make.TenantFactory(direct_bill=True)
        for _number in range(8):
            sold(direct(partner))

    def beat(barrier: threading.Barrier) -> int:
        barrier.wait()
        total, last = 0, 0
        for _attempt in range(8):
            made, last = make_batch(MONTH, last, limit=2)
            total += made
        return total

    made = sum(at_once([beat] * 3)) + make_month(MONTH)  # what none of them came to
    with tenancy.system(reason="test"):
        assert made == Statement.objects.count() == StatementLine.objects.count() == 8
        assert AuditEvent.objects.filter(action="statement.made").count() == 8
