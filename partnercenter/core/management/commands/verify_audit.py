"""Whether the audit log is as it was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from partnercenter.core import tenancy
from partnercenter.core.sealing.verify import Finding, Progress, findings

MOST = 1_000  # findings that are named


class Command(BaseCommand):
    """Names every event that was altered, added or taken away, and ends with status 1 if there is one.

    Without `--checkpoints` a tail that was cut off, or a log written anew by somebody who has the keys, is told only
    by the checkpoints in the database itself.
    """

    help = "Read the whole audit log again and name what is not as it was sealed."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--checkpoints",
            metavar="FILE",
            help="a text with checkpoints that were kept elsewhere: the file of AUDIT_CHECKPOINTS, a log, a mail",
        )
        parser.add_argument("--tenant", metavar="SLUG", help="only the chain of this organisation")

    def handle(self, *args: Any, checkpoints: str | None, tenant: str | None, **options: Any) -> None:
        chains = self._chains(tenant) if tenant else None
        progress = Progress()
        with ExitStack() as stack:
            lines: Any = ()
            if checkpoints:
                lines = stack.enter_context(self._opened(checkpoints))
            found = self._tell(findings(chains=chains, lines=lines, progress=progress))
        if found:
            raise CommandError(f"{found} findings in {progress.seals} seals.")
        self.stdout.write(f"{progress.seals} seals are as they were made.")

    def _opened(self, name: str) -> Any:
        try:
            return Path(name).open(encoding="utf-8", errors="replace")
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error}") from error

    def _chains(self, slug: str) -> list[int]:
        """The organisation's, and that of operators, in which erasures are."""
        with tenancy.system(reason="verifying the audit log"):
            row = apps.get_model("accounts", "Tenant")._default_manager.filter(slug=slug).first()
        if row is None:
            raise CommandError(f"There is no organisation {slug!r}.")
        return [0, row.pk]

    def _tell(self, found: Iterator[Finding]) -> int:
        """How many there were; the first thousand by name."""
        count = 0
        for count, finding in enumerate(found, 1):
            if count <= MOST:
                self.stderr.write(_words(finding))
        return count


def _words(finding: Finding) -> str:
    where = [
        f"event {finding.event}" if finding.event else "",
        f"seal {finding.seal}" if finding.seal else "",
        f"organisation {finding.chain}" if finding.chain else "",
    ]
    place = ", ".join(filter(None, where)) or "the log"
    return f"{place}: {finding.words}"
