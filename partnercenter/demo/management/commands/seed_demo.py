"""`manage.py seed_demo`: the demo world, and its accounts as a table or as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Membership, Tenant
from partnercenter.core import tenancy
from partnercenter.demo import organisations, story, story_found, story_leads, world


class Command(BaseCommand):
    help = "Builds the demo world, once; a second run changes nothing. Never on an instance with real data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print the accounts as a JSON list, and nothing else"
        )
        parser.add_argument(
            "--force", action="store_true", help="even beside organisations that are not the demo's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with tenancy.system(reason="demo world"):
            if not Tenant.objects.filter(slug=world.PROVIDERS[0].slug).exists():
                refuse_real_data(force=options["force"])
                build()
            accounts = list_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=1))
        else:
            self._print_table(accounts)

    def _print_table(self, accounts: list[dict[str, Any]]) -> None:
        for account in accounts:
            what = ", ".join(account["programme"]) or account["kind"]
            line = f"{account['tenant']:18} {what:18} {', '.join(account['roles']):26} {account['email']}"
            self.stdout.write(line)
        for email, _name, group in (world.OPERATOR, world.AUDITOR):
            self.stdout.write(f"{'(operations)':18} {group:18} {settings.SITE_URL + '/admin/':26} {email}")
        self.stdout.write(f"Password of all of them: {world.PASSWORD}")


def refuse_real_data(*, force: bool) -> None:
    """Accounts whose password everybody knows have no place beside real ones."""
    if not (force or settings.IS_LOCAL or settings.DEBUG) and Tenant.objects.exists():
        raise CommandError(
            "This database holds organisations already. The demo's accounts have a public password; "
            "use --force if that is what you want here."
        )


def build() -> None:
    """All or nothing: the caller's scope is one transaction."""
    operator = organisations.create_all()
    story_found.tell(operator)
    story.tell()
    story_leads.tell()


def list_accounts() -> list[dict[str, Any]]:
    """One entry a membership of the demo's people, in the order of the world."""
    slugs = [organisation.slug for organisation in world.ORGANISATIONS]
    emails = {
        organisations.address(person, organisation)
        for organisation in world.ORGANISATIONS
        for person in organisation.people
    }
    found = Membership.objects.filter(tenant__slug__in=slugs, user__email__in=emails)
    memberships = found.select_related("user", "tenant__profile").order_by("id")
    return [
        {
            "email": membership.user.email,
            "password": world.PASSWORD,
            "tenant": membership.tenant.slug,
            "tenant_name": membership.tenant.name,
            "kind": membership.tenant.kind,
            "programme": sorted(membership.tenant.programmes),
            "roles": list(membership.roles),
        }
        for membership in sorted(memberships, key=lambda row: slugs.index(row.tenant.slug))
    ]
