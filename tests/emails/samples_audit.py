"""The daily checkpoint of the audit log, with a line that is the same every time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from partnercenter.core.sealing import letters
from tests import factories as make

if TYPE_CHECKING:
    from tests.emails.samples import Cast


def checkpoint(people: Cast) -> None:
    at = datetime(2035, 2, 2, 6, 0, tzinfo=UTC)
    line = f"audit-checkpoint number=4711 at={at.isoformat()} hash={'0a' * 32} signature={'b1' * 32}"
    made = make.AuditCheckpointFactory(seal__number=4711, line=line, at=at)
    letters.queue(made, to="auditors@obrien.example", language=people.kim.language)
