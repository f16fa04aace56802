"""Django's createsuperuser in system scope: without one the database lets nobody be made."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from partnercenter.core import tenancy


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with tenancy.system(reason="first operator, from the command line"):
            return super().handle(*args, **options)
