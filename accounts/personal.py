"""What the portal keeps about people: where it stands, what a person gets of it as a file, and what an erasure leaves.

Apps add theirs in ready():

    keep(Kept("invitations", "invitations.Invitation", lambda person: Q(invited_by=person.user), shown=("created_at",)))

What a person did stands in the audit log, which is among it; rows that only say by whom something was done need no line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db.models import Q, QuerySet

from accounts.models import User
from partnercenter.core import tenancy
from partnercenter.core.addresses import address_key
from partnercenter.core.models import ERASED

NO_ADDRESS: Final = "erased@erased.invalid"  # leads nowhere (RFC 2606)


@dataclass(frozen=True)
class Person:
    """Whose data it is, as they were before an erasure. `key`: the address as addresses are compared."""

    user: User
    email: str
    name: str
    key: str

    @classmethod
    def of(cls, user: User) -> Person:
        return cls(user, user.email, user.full_name, address_key(user.email))


@dataclass(frozen=True)
class Kept:
    """Rows of one model about a person.

    name: how the file calls them. shown: columns that the file has; none: not in it. erased: what takes their place.
    is_deleted: an erasure takes the rows away.
    """

    name: str
    model: str
    of: Callable[[Person], Q]
    shown: tuple[str, ...] = ()
    erased: Mapping[str, Any] = field(default_factory=dict)
    is_deleted: bool = False

    def rows(self, person: Person) -> QuerySet[Any]:
        model: Any = apps.get_model(self.model)
        rows: QuerySet[Any] = model.objects.filter(self.of(person))
        return rows


_kept: dict[str, Kept] = {}


def keep(*places: Kept) -> None:
    """Add places; one of a name that there is takes its place."""
    _kept.update({place.name: place for place in places})


def places() -> list[Kept]:
    return list(_kept.values())


def data_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Everything about the person, for a file of their own. Instants are in UTC."""
    person = Person.of(user)
    with tenancy.system(reason="what the portal keeps about a person, for that person"):
        return {one.name: list(one.rows(person).values(*one.shown)) for one in places() if one.shown}


def _by_user(column: str) -> Callable[[Person], Q]:
    return lambda person: Q(**{column: person.user})


def _by_address(column: str) -> Callable[[Person], Q]:
    return lambda person: Q(**{column: person.email})


def _events(person: Person) -> Q:
    return Q(actor=person.user) | Q(target_type="accounts.user", target_id=person.user.pk)


PLACES = (
    Kept(
        "account",
        "accounts.User",
        lambda person: Q(pk=person.user.pk),
        (
            "email",
            "full_name",
            "language",
            "date_joined",
            "last_login",
            "second_step_since",
            "is_active",
            "is_staff",
        ),
    ),
    Kept("addresses", "account.EmailAddress", _by_user("user"), ("email", "verified"), is_deleted=True),
    Kept(
        "second_steps",
        "mfa.Authenticator",
        _by_user("user"),
        ("type", "created_at", "last_used_at"),
        is_deleted=True,
    ),
    Kept(
        "company_accounts",
        "socialaccount.SocialAccount",
        _by_user("user"),
        ("uid", "date_joined", "last_login"),
        is_deleted=True,
    ),
    Kept(
        "organisations",
        "accounts.Membership",
        _by_user("user"),
        ("tenant__name", "roles", "created_at", "blocked_at"),
    ),
    Kept(
        "roles_with_an_end",
        "accounts.TimedRole",
        _by_user("membership__user"),
        ("membership__tenant__name", "role", "ends_at"),
    ),
    Kept(
        "choices_of_mails",
        "accounts.MailChoice",
        _by_user("user"),
        ("tenant__name", "topic", "delivery"),
        is_deleted=True,
    ),
    Kept(
        "mails_of_the_day",
        "accounts.HeldMail",
        _by_user("user"),
        ("tenant__name", "topic", "subject", "created_at"),
        is_deleted=True,
    ),
    Kept(
        "read_notifications",
        "accounts.ReadMark",
        _by_user("user"),
        ("tenant__name", "through", "apart"),
        is_deleted=True,
    ),
    Kept(
        "notifications_about",
        "accounts.Notification",
        _by_user("person"),
        ("tenant__name", "at", "action"),
        is_deleted=True,
    ),
    Kept(
        "sign_ins",
        "accounts.SignIn",
        _by_user("user"),
        ("at", "method", "address", "agent"),
        is_deleted=True,
    ),
    Kept(
        "temporary_passwords",
        "accounts.TemporaryPassword",
        _by_user("user"),
        ("issuer__name", "created_at", "expires_at", "revealed_at"),
        is_deleted=True,
    ),
    Kept("codes", "accounts.MailboxCode", _by_address("address"), is_deleted=True),
    # What was signed stays, with the name of who signed: it proves a contract.
    Kept(
        "agreements",
        "accounts.AgreementAcceptance",
        lambda person: Q(accepted_by=person.user) | Q(signer_email=person.email),
        (
            "tenant__name",
            "agreement__kind",
            "agreement__version",
            "signer_name",
            "signer_email",
            "signer_phone",
        ),
    ),
    Kept(
        "enrolments",
        "accounts.Enrolment",
        lambda person: Q(applied_by=person.user) | Q(primary_contact=person.email),
        ("tenant__name", "programme", "status", "primary_contact"),
    ),
    Kept(
        "enrolment_contacts",
        "accounts.Enrolment",
        _by_address("primary_contact"),
        erased={"primary_contact": NO_ADDRESS},
    ),
    Kept(
        "incentives",
        "accounts.IncentiveInvitation",
        _by_address("to_address"),
        erased={"to_address": NO_ADDRESS},
    ),
    Kept(
        "mails",
        "core.OutgoingMail",
        _by_address("to_address__iexact"),
        ("created_at", "sent_at", "kind", "status", "to_name", "subject", "text"),
        {"to_address": ERASED, "to_name": "", "subject": ERASED, "text": "", "reply": ""},
    ),
    Kept(
        "mails_in_their_name",
        "core.OutgoingMail",
        _by_address("reply_to"),
        erased={"reply_to": "", "from_name": ""},
    ),
    # Its names and texts are erased by the database's own function (ADR 0026).
    Kept(
        "events",
        "core.AuditEvent",
        _events,
        ("at", "action", "tenant__name", "target_type", "target_name", "reason", "changes", "request_id"),
    ),
)


def register_all() -> None:
    keep(*PLACES)
