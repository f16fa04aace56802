from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Now

from accounts.states import CustomerAgreement, EnrolmentStatus
from partnercenter.core.models import Session

if TYPE_CHECKING:
    from accounts.models import (  # noqa: F401  ruff does not see names in quotes
        Agreement,
        AgreementAcceptance,
        Enrolment,
        HeldMail,
        IncentiveInvitation,
        LegalProfile,
        Location,
        MailboxCode,
        MailChoice,
        Membership,
        SignIn,
        TemporaryPassword,
        Tenant,
        TimedRole,
        User,
        Visit,
    )

PROVEN_FOR = timedelta(hours=1)  # a mailbox, by a code that has come back
_LAST_SIX = (
    "((date_trunc('day', (statement_timestamp() AT TIME ZONE %s) - interval '6 hours') + interval '6 hours')"
    " AT TIME ZONE %s)"
)


def mpa_signed(tenant_ref: str, country_ref: str) -> Coalesce:
    """Whether the tenant that `tenant_ref` names has accepted any version of the MPA for its region (S004-5, reference
    3.13); `country_ref`: its country.

    Asked of each row that is shown. EXISTS would have the planner read everybody's signatures into memory first.
    """
    acceptances = apps.get_model("accounts", "AgreementAcceptance").objects
    of_region = acceptances.filter(
        tenant_id=OuterRef(tenant_ref), kind="mpa", region_id=OuterRef(f"{country_ref}__region")
    )
    signed = of_region.values(signed=models.Value(True))
    return Coalesce(models.Subquery(signed[:1]), False, output_field=models.BooleanField())


def customer_agreement_of(customer: Tenant) -> CustomerAgreement:
    """S002-12: accepted by the customer itself, attested by one of its partners, or missing."""
    acceptances = apps.get_model("accounts", "AgreementAcceptance").objects.filter(
        tenant=customer, kind="mca"
    )
    attested = list(acceptances.values_list("attesting_partner", flat=True))
    if not attested:
        return CustomerAgreement.MISSING
    return CustomerAgreement.ACCEPTED if None in attested else CustomerAgreement.ATTESTED


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Addresses are kept in small letters: sign-in looks for them so."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def has_lapsed(self, user: User) -> bool:
        """S000-52: the account opens by a temporary password whose time is over; the database's clock says so."""
        if user.temporary_until is None:
            return False
        return self.filter(pk=user.pk, temporary_until__lte=Now()).exists()

    def get_by_natural_key(self, username: str | None) -> User:
        """E-mail addresses are compared without case."""
        return self.get(email__iexact=username or "")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> MembershipQuerySet:
        """The organisations of a person, by name."""
        return (
            self.filter(user=user)
            .with_timed()
            .select_related("tenant__profile", "tenant__country")
            .order_by("tenant__name_key")
        )

    def at_door(self, slug: str) -> Membership | None:
        """Of a person who is signed in: by which they enter this organisation. Every request asks, so nothing is
        sorted, and the person is not joined in vain."""
        return next(iter(self.filter(tenant__slug=slug, blocked_at=None).order_by()), None)

    def visible_to(self, tenant: Tenant) -> MembershipQuerySet:
        return self.filter(tenant=tenant).with_timed()

    def with_timed(self) -> MembershipQuerySet:
        """Adds the roles with an end that are in force, so that `current_roles` asks nothing more."""
        timed = _timed_roles().in_force().filter(membership=OuterRef("pk"))
        return self.annotate(timed_now=ArraySubquery(timed.order_by("pk").values("role")))

    def with_ends(self) -> MembershipQuerySet:
        """Adds the same with their ends, for lists that say until when."""
        timed = _timed_roles().in_force().order_by("pk")
        return self.prefetch_related(Prefetch("timed", queryset=timed, to_attr="timed_rows"))

    def having(self, roles: Iterable[str]) -> MembershipQuerySet:
        """In one of these roles now."""
        return self.filter(has_role(roles))

    def with_role(self, *roles: str) -> MembershipQuerySet:
        return self.unblocked().having(roles).select_related("user")

    def unblocked(self) -> MembershipQuerySet:
        return self.filter(blocked_at=None, user__is_active=True)

    def open(self) -> MembershipQuerySet:
        """Those that let their person in: nobody blocked it, and the organisation is not suspended."""
        return self.unblocked().filter(tenant__suspended_at=None)

    def for_change(self, membership: Membership) -> Membership | None:
        """As it is now, until the commit; None: it is gone. The organisation is locked first, so that two who take its
        last global admin away find one another."""
        tenants = apps.get_model("accounts", "Tenant").objects.filter(memberships=membership.pk)
        tenants.select_for_update(of=("self",), no_key=True).first()
        rows = self.select_for_update(of=("self",), no_key=True).select_related("user", "tenant")
        return rows.filter(pk=membership.pk).first()

    def lasting_admins(self) -> MembershipQuerySet:
        """Global admins who get in and whose role does not end: an organisation always has one."""
        return self.unblocked().filter(roles__contains=["global_admin"])


def has_role(roles: Iterable[str]) -> Q:
    """For a query over memberships: one of these roles is in force, with an end or without."""
    wanted = sorted(roles)
    timed = _timed_roles().in_force().filter(membership=OuterRef("pk"), role__in=wanted)
    return Q(roles__overlap=wanted) | Q(Exists(timed))


def _timed_roles() -> TimedRoleQuerySet:
    rows: TimedRoleQuerySet = apps.get_model("accounts", "TimedRole").objects.all()
    return rows


class TimedRoleQuerySet(models.QuerySet["TimedRole"]):
    def visible_to(self, tenant: Tenant) -> TimedRoleQuerySet:
        return self.filter(membership__tenant=tenant)

    def in_force(self) -> TimedRoleQuerySet:
        """Not over yet, swept or not."""
        return self.filter(ends_at__gt=Now())

    def over(self) -> TimedRoleQuerySet:
        """Their end has come, and no sweep has been there yet."""
        return self.filter(ends_at__lte=Now())

    def ending(self, days: int) -> TimedRoleQuerySet:
        """In force, and over within so many days."""
        return self.in_force().filter(ends_at__lte=Now() + timedelta(days=days))


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def current(self, kind: str) -> Agreement | None:
        """The newest published version."""
        return self.filter(kind=kind).order_by("-version").first()

    def version(self, kind: str, version: int) -> Agreement | None:
        return self.filter(kind=kind, version=version).first()


class AgreementAcceptanceQuerySet(models.QuerySet["AgreementAcceptance"]):
    def visible_to(self, tenant: Tenant) -> AgreementAcceptanceQuerySet:
        return self.filter(tenant=tenant)


class LocationQuerySet(models.QuerySet["Location"]):
    def visible_to(self, tenant: Tenant) -> LocationQuerySet:
        return self.filter(tenant=tenant)


class LegalProfileQuerySet(models.QuerySet["LegalProfile"]):
    def visible_to(self, tenant: Tenant) -> LegalProfileQuerySet:
        return self.filter(tenant=tenant)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, tenant: Tenant) -> EnrolmentQuerySet:
        return self.filter(tenant=tenant)

    def alive(self) -> EnrolmentQuerySet:
        """Those that wait, or have led to a role."""
        return self.exclude(status=EnrolmentStatus.REJECTED)

    def waiting(self) -> EnrolmentQuerySet:
        """Those that nobody has decided yet."""
        return self.filter(decided_at=None)

    def overdue(self) -> EnrolmentQuerySet:
        """S001-8: those that should have been decided by now."""
        return self.waiting().filter(due_at__lte=Now())

    def without_incentives(self) -> EnrolmentQuerySet:
        """S001-42, S001-43: by which a reseller holds its role, not invited yet, with an address to invite it at."""
        ordinary = Q(is_transition=False, status=EnrolmentStatus.APPROVED)
        held = self.filter(ordinary | Q(status=EnrolmentStatus.ACCEPTED), programme="indirect_reseller")
        reachable = held.filter(incentives=None, tenant__suspended_at=None).exclude(
            tenant__profile__mpn_email=""
        )
        return reachable.select_related("tenant__profile")


class IncentiveInvitationQuerySet(models.QuerySet["IncentiveInvitation"]):
    def visible_to(self, tenant: Tenant) -> IncentiveInvitationQuerySet:
        return self.filter(tenant=tenant)


class VisitQuerySet(models.QuerySet["Visit"]):
    def running(self) -> VisitQuerySet:
        """By the database's clock."""
        rows = self.filter(ended_at=None, ends_at__gt=Now())
        return rows.select_related("operator", "tenant__profile", "tenant__country")


class TemporaryPasswordQuerySet(models.QuerySet["TemporaryPassword"]):
    def visible_to(self, tenant: Tenant) -> TemporaryPasswordQuerySet:
        return self.filter(issuer=tenant)


class SignInQuerySet(models.QuerySet["SignIn"]):
    def of(self, user: User) -> SignInQuerySet:
        return self.filter(user=user)

    def live(self) -> SignInQuerySet:
        """Those whose session goes on, seen last first; `seen_at` at most a minute late."""
        sessions = Session.objects.alive().filter(sign_in=OuterRef("public_id"))
        seen = models.Subquery(sessions.values("seen_at")[:1])
        return self.annotate(seen_at=seen).filter(seen_at__isnull=False).order_by("-seen_at", "-id")

    def forgettable(self) -> SignInQuerySet:
        """Longer ago than any session lasts."""
        return self.filter(at__lt=Now() - timedelta(seconds=settings.SESSION_COOKIE_AGE))


class MailboxCodeQuerySet(models.QuerySet["MailboxCode"]):
    def proving(self, public_id: str) -> MailboxCodeQuerySet:
        """The code that has come back, while it proves its mailbox: for an hour."""
        return self.filter(public_id=public_id, tenant=None, used_at__gt=Now() - PROVEN_FOR)

    def forgettable(self) -> MailboxCodeQuerySet:
        """Older than a day: they count no longer, and prove nothing."""
        return self.filter(created_at__lt=Now() - timedelta(days=1))


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    def of(self, user: User, tenant: Tenant) -> MailChoiceQuerySet:
        return self.filter(tenant=tenant, user=user)

    def delivery_of(self, topic: str) -> str | None:
        """What is chosen; None: nothing is."""
        return self.filter(topic=topic).values_list("delivery", flat=True).first()

    def by_topic(self) -> dict[str, str]:
        return dict(self.values_list("topic", "delivery"))


class HeldMailQuerySet(models.QuerySet["HeldMail"]):
    def due(self) -> HeldMailQuerySet:
        """Of before the last six o'clock in the morning, in the portal's time zone."""
        zone = settings.TIME_ZONE
        return self.filter(created_at__lt=RawSQL(_LAST_SIX, [zone, zone], models.DateTimeField()))  # noqa: S611
