"""Seal the audit log now, e.g. before a backup."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from partnercenter.core.sealing import checkpoints, sealer


class Command(BaseCommand):
    """What beat does every few seconds and every hour: everything is sealed, and a checkpoint written."""

    help = "Seal every event of the audit log that is not sealed yet, and write a checkpoint."

    def handle(self, *args: Any, **options: Any) -> None:
        total = sealer.seal_all(seconds=3600.0)
        while done := sealer.seal_batch(anywhere=True):
            total += done
        made = checkpoints.write()
        self.stdout.write(f"{total} events sealed.")
        if made:
            self.stdout.write(made.line)
