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
_SOLD = {"provider", "reseller", "customer"}  # the reseller manages it
_HANDED_OUT = {"reseller", "customer"}  # the reseller has admin access, the provider has none
# Kind of row → who reads it, who may change it. Rows are the provider's unless their making says otherwise.
MATRIX: dict[str, tuple[set[str], set[str]]] = {
    "accounts.Tenant": ({"provider", "reseller", "customer", "former"}, {"provider"}),
    "accounts.PartnerProfile": ({"provider", "reseller", "customer", "former"}, {"provider"}),
    "accounts.Location": ({"provider", "reseller"}, {"provider"}),
    "accounts.AgreementAcceptance": ({"provider", "reseller"}, set()),
    "accounts.Enrolment": ({"provider"}, {"provider"}),
    "accounts.IncentiveInvitation": ({"provider"}, {"provider"}),
    "accounts.LegalProfile": ({"provider"}, {"provider"}),
    "accounts.Membership": ({"provider"}, {"provider"}),
    "accounts.Notification": ({"provider"}, set()),
    "accounts.TimedRole": ({"provider"}, {"provider"}),
    "accounts.User": ({"provider"}, set()),
    "accounts.TemporaryPassword": ({"provider"}, {"provider"}),
    "relationships.Partnership": ({"provider", "reseller"}, {"provider"}),
    "relationships.ResellerRelationship": (
        {"provider", "reseller", "customer"},
        {"provider", "customer"},
    ),
    "customers.Customer": ({"provider", "reseller", "customer"}, {"provider", "reseller", "customer"}),
    "customers.CustomerImport": ({"provider"}, {"provider"}),
    "customers.Candidate": ({"provider"}, {"provider"}),
    "subscriptions.Order": ({"provider", "customer"}, {"provider", "customer"}),
    "subscriptions.OrderLine": ({"provider", "customer"}, {"provider", "customer"}),
    "subscriptions.Subscription": (_SOLD, _SOLD),
    "subscriptions.SeatChange": (_SOLD, _SOLD),
    "subscriptions.Licence": (_HANDED_OUT, _HANDED_OUT),
    "subscriptions.PurchasePermission": ({"provider", "customer"}, {"provider"}),
    "subscriptions.Reassignment": ({"provider"}, {"provider"}),
    "subscriptions.Statement": ({"provider", "customer"}, set()),  # of the partner that made it
    "subscriptions.StatementLine": ({"provider", "customer"}, set()),
    "invitations.Invitation": ({"provider", "reseller"}, {"reseller"}),  # a joint one, of the reseller
    "invitations.InvitationLink": ({"provider"}, {"provider"}),
    "invitations.OptOut": ({"provider"}, set()),
    "directory.BusinessProfile": ({"provider"}, set()),  # S000-7: of a provider, so an operator writes it
    "directory.ProfileLocation": ({"provider"}, set()),
    "directory.Logo": ({"provider"}, set()),
    "directory.Listing": (set(VIEWERS), set()),
    "directory.Lead": ({"provider"}, {"provider"}),
    "directory.EntryRequest": ({"provider"}, {"provider"}),
    "core.AuditEvent": ({"provider", "reseller"}, set()),
    "core.AuditSeal": ({"provider", "reseller"}, set()),
    "core.OutgoingMail": ({"provider"}, {"provider"}),
}
# Protected, but of people (in one organisation) or of Django: no organisation reads them as such.
OF_NO_ORGANISATION = {
    "accounts.MailboxCode",
    "accounts.MailChoice",
    "accounts.HeldMail",
    "accounts.ReadMark",
    "core.AuditCheckpoint",
    "accounts.User_groups",
    "accounts.Visit",
    "subscriptions.OrderDraft",
    "subscriptions.CalendarFeed",
    "subscriptions.RenewalDigest",
    "accounts.User_user_permissions",
    "accounts.SignIn",
    "core.RaisedRights",
    "mfa.Authenticator",
    "account.EmailAddress",
    "socialaccount.SocialAccount",
    "socialaccount.SocialApp",
    "socialaccount.SocialToken",
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
        "accounts.IncentiveInvitation": lambda: make.IncentiveInvitationFactory(
            enrolment__tenant=world.provider
        ),
        "accounts.LegalProfile": lambda: make.LegalProfileFactory(tenant=world.provider),
        "accounts.Notification": lambda: world.notice,
        "accounts.Membership": lambda: Membership.objects.get(user=world.admin),
        "accounts.TimedRole": lambda: world.colleague.timed.get(),  # noqa: PLW0108  made when it is asked for
        "accounts.User": lambda: world.admin,
        "relationships.Partnership": lambda: world.partnership,
        "relationships.ResellerRelationship": lambda: world.relationship,
        "customers.Customer": lambda: world.customer.customer,
        "customers.CustomerImport": lambda: world.upload,
        "customers.Candidate": lambda: world.candidate,
        "accounts.TemporaryPassword": lambda: world.setup,
        "subscriptions.Order": lambda: world.order,
        "subscriptions.OrderLine": lambda: world.order.lines.get(),  # noqa: PLW0108  made when it is asked for
        "subscriptions.Subscription": lambda: world.subscription,
        "subscriptions.SeatChange": lambda: world.subscription.seat_changes.get(),  # noqa: PLW0108  made when it is asked for
        "subscriptions.Licence": lambda: world.licence,
        "subscriptions.PurchasePermission": lambda: world.permission,
        "subscriptions.Reassignment": lambda: world.reassignment,
        "subscriptions.Statement": lambda: world.statement,
        "subscriptions.StatementLine": lambda: world.statement.lines.get(),  # noqa: PLW0108  made when it is asked for
        "invitations.Invitation": lambda: world.joint,
        "invitations.InvitationLink": world.invitation.links.get,
        "invitations.OptOut": lambda: make.OptOutFactory(tenant=world.provider),
        "directory.BusinessProfile": lambda: make.BusinessProfileFactory(tenant=world.provider),
        "directory.ProfileLocation": lambda: make.ProfileLocationFactory(profile__tenant=world.provider),
        "directory.Logo": lambda: make.LogoFactory(tenant=world.provider),
        "directory.Listing": lambda: make.ListingFactory(tenant=world.provider),
        "directory.EntryRequest": lambda: make.EntryRequestFactory(tenant=world.provider),
        "directory.Lead": lambda: make.LeadFactory(partner=world.provider),
        "core.AuditEvent": lambda: AuditEvent.objects.get(target_id=world.partnership.pk),
        "core.AuditSeal": lambda: make.AuditSealFactory(
            event=AuditEvent.objects.get(target_id=world.partnership.pk)
        ),
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


@pytest.mark.parametrize(
    ("factory", "owner"),
    [
        (make.OrderDraftFactory, "partner"),
        (make.CalendarFeedFactory, "tenant"),
        (make.RenewalDigestFactory, "tenant"),
        (make.MailChoiceFactory, "tenant"),
        (make.ReadMarkFactory, "tenant"),
    ],
)
def test_what_is_one_persons_in_one_organisation(contoso: World, factory: Any, owner: str) -> None:
    """Not a colleague's, and not the same person's in another organisation."""
    row = factory(**{owner: contoso.provider, "user": contoso.admin})
    colleague = contoso.people["provider"]["sales_agent"]
    seen = []
    for person, tenant in (
        (contoso.admin, contoso.provider),
        (colleague, contoso.provider),
        (contoso.admin, contoso.direct),
    ):
        with tenancy.acting(user_id=person.pk, tenant_id=tenant.pk):
            seen.append(type(row).objects.filter(pk=row.pk).exists())
    assert seen == [True, False, False]


def test_users_of_a_customer_are_seen_by_who_administers_it(contoso: World) -> None:
    """The reseller has admin access, the provider has none: only the reseller reads the people of the customer."""
    person = contoso.people["customer"]["default_user"]
    for viewer, sees in (("reseller", True), ("provider", False), ("direct", False)):
        with tenancy.acting(user_id=None, tenant_id=_tenant(contoso, viewer)):
            assert type(person).objects.filter(pk=person.pk).exists() is sees
            assert Membership.objects.filter(tenant=contoso.customer).exists() is sees
