"""The visibility table, asked of PostgreSQL row by row: which organisation reads and which may change what.

One row of every protected kind, five organisations that look: the provider it is about, its reseller, its customer,
a former reseller, and a partner that has nothing to do with it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, models, transaction

from accounts.models import Membership
from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent
from partnercenter.core.policies_sql import Visible
from partnercenter.visibility import VISIBILITY
from tests import factories as make
from tests.architecture.test_models import ALL
from tests.world import World

VIEWERS = ("provider", "reseller", "customer", "former", "direct")
# Kind of row → who reads it, who may change it. Rows are the provider's unless their making says otherwise.
MATRIX: dict[str, tuple[set[str], set[str]]] = {
    "accounts.Tenant": ({"provider", "reseller", "customer", "former"}, {"provider"}),
    "accounts.PartnerProfile": ({"provider", "reseller", "customer", "former"}, {"provider"}),
    "accounts.Location": ({"provider", "reseller"}, {"provider"}),
    "accounts.AgreementAcceptance": ({"provider", "reseller"}, set()),
    "accounts.Enrolment": ({"provider"}, {"provider"}),
    "accounts.Membership": ({"provider"}, {"provider"}),
    "accounts.User": ({"provider"}, set()),
    "relationships.Partnership": ({"provider", "reseller"}, {"provider"}),
    "relationships.ResellerRelationship": (
        {"provider", "reseller", "customer"},
        {"provider", "customer"},
    ),
    "customers.Customer": ({"provider", "reseller", "customer"}, {"provider", "reseller", "customer"}),
    "customers.CustomerImport": ({"provider"}, {"provider"}),
    "customers.Candidate": ({"provider"}, {"provider"}),
    "invitations.Invitation": ({"provider", "reseller"}, {"reseller"}),  # a joint one, of the reseller
    "invitations.InvitationLink": ({"provider"}, {"provider"}),
    "invitations.OptOut": ({"provider"}, set()),
    "core.AuditEvent": ({"provider", "reseller"}, set()),
    "core.OutgoingMail": ({"provider"}, {"provider"}),
}
# Protected, but of people or of Django: no organisation reads them as such.
OF_NO_ORGANISATION = {
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "admin.LogEntry",
}


def _row(world: World, label: str) -> models.Model:
    rows: dict[str, Any] = {
        "accounts.Tenant": lambda: world.provider,
        "accounts.PartnerProfile": lambda: world.provider.profile,
        "accounts.Location": world.provider.locations.get,
        "accounts.AgreementAcceptance": world.provider.acceptances.get,
        "accounts.Enrolment": lambda: make.EnrolmentFactory(tenant=world.provider),
        "accounts.Membership": lambda: Membership.objects.get(user=world.admin),
        "accounts.User": lambda: world.admin,
        "relationships.Partnership": lambda: world.partnership,
        "relationships.ResellerRelationship": lambda: world.relationship,
        "customers.Customer": lambda: world.customer.customer,
        "customers.CustomerImport": lambda: world.upload,
        "customers.Candidate": lambda: world.candidate,
        "invitations.Invitation": lambda: world.joint,
        "invitations.InvitationLink": world.invitation.links.get,
        "invitations.OptOut": lambda: make.OptOutFactory(tenant=world.provider),
        "core.AuditEvent": lambda: AuditEvent.objects.get(target_id=world.partnership.pk),
        "core.OutgoingMail": lambda: world.mail,
    }
    return rows[label]()


def _tenant(world: World, viewer: str) -> int:
    return int(world.removed.reseller_id if viewer == "former" else getattr(world, viewer).pk)


def _touch(row: models.Model) -> int:
    """Rows that an UPDATE without effect reaches; 0 where it is refused."""
    table, pk = row._meta.db_table, row._meta.pk.column
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{table}" SET "{pk}" = "{pk}" WHERE "{pk}" = %s', [row.pk])
            return int(cursor.rowcount)
    except ProgrammingError:
        return 0


def test_every_protected_model_is_in_the_matrix() -> None:
    protected = {label for label, rule in VISIBILITY.items() if isinstance(rule, Visible)}
    assert set(MATRIX) | OF_NO_ORGANISATION == protected, (
        "Say in MATRIX who reads and who changes the new rows."
    )


@pytest.mark.situation("C-061", "C-069")
@pytest.mark.parametrize("label", MATRIX)
def test_who_reads_and_who_changes(contoso: World, label: str) -> None:
    row = _row(contoso, label)
    readers, writers = set(), set()
    for viewer in VIEWERS:
        with tenancy.acting(user_id=None, tenant_id=_tenant(contoso, viewer)):
            if ALL[label]._default_manager.filter(pk=row.pk).exists():
                readers.add(viewer)
            if _touch(row):
                writers.add(viewer)
    assert (readers, writers) == MATRIX[label]


@pytest.mark.parametrize("label", MATRIX)
def test_nobody_deletes(contoso: World, label: str) -> None:
    """No organisation deletes anything: things end, they do not vanish."""
    row = _row(contoso, label)
    for viewer in VIEWERS:
        with tenancy.acting(user_id=None, tenant_id=_tenant(contoso, viewer)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    pk = row._meta.pk.column
                    cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE "{pk}" = %s', [row.pk])
                    assert cursor.rowcount == 0, f"{viewer} deletes {label}"
            except ProgrammingError:
                continue
    assert ALL[label]._default_manager.filter(pk=row.pk).exists()


def test_a_person_reads_themselves(contoso: World) -> None:
    with tenancy.acting(user_id=contoso.admin.pk):
        assert _touch(contoso.admin) == 1, "one's own language, one's own password"
        assert type(contoso.admin).objects.count() == 1
