"""Django's changepassword in system scope: without one the database shows nobody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import changepassword

from partnercenter.core import tenancy


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with tenancy.system(reason="a new password, from the command line"):
            return super().handle(*args, **options)
