from __future__ import annotations

from datetime import timedelta

import factory
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import (
    Agreement,
    AgreementAcceptance,
    Country,
    Enrolment,
    HeldMail,
    IncentiveInvitation,
    LegalProfile,
    Location,
    LogPosition,
    MailboxCode,
    MailChoice,
    Membership,
    Notification,
    PartnerProfile,
    ReadMark,
    Region,
    SignIn,
    TemporaryPassword,
    Tenant,
    TimedRole,
    User,
    Visit,
)
from accounts.permissions import Role
from accounts.states import AgreementKind, Programme, SignInMethod, TenantKind

PASSWORD = "correct horse battery staple"
# One round: fast to check here, and understood by a real web process, which strengthens it at sign-in.
PASSWORD_HASH = PBKDF2PasswordHasher().encode(PASSWORD, "test", iterations=1)


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    name = factory.Sequence(lambda n: f"Region {n}")


class CountryFactory(DjangoModelFactory):
    class Meta:
        model = Country

    code = factory.Sequence(
        lambda n: f"{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}"
    )  # lower case: no real code
    name = factory.Sequence(lambda n: f"Country {n}")
    region = factory.SubFactory(RegionFactory)
    currency = "EUR"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@people.example")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    password = PASSWORD_HASH


class SignInFactory(DjangoModelFactory):
    """Without a session; see SessionFactory."""

    class Meta:
        model = SignIn

    user = factory.SubFactory(UserFactory)
    method = SignInMethod.PASSWORD
    address = "203.0.113.0/24"
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class TenantFactory(DjangoModelFactory):
    """A partner tenant in Korea, without a profile; see the traits."""

    class Meta:
        model = Tenant
        skip_postgeneration_save = True

    class Params:
        provider = factory.Trait(
            profile=factory.RelatedFactory(
                "tests.factories.accounts.PartnerProfileFactory",
                "tenant",
                programmes=[Programme.INDIRECT_PROVIDER],
            )
        )
        reseller = factory.Trait(
            profile=factory.RelatedFactory(
                "tests.factories.accounts.PartnerProfileFactory",
                "tenant",
                programmes=[Programme.INDIRECT_RESELLER],
            )
        )
        direct_bill = factory.Trait(
            profile=factory.RelatedFactory(
                "tests.factories.accounts.PartnerProfileFactory", "tenant", programmes=[Programme.DIRECT_BILL]
            )
        )
        customer = factory.Trait(kind=TenantKind.CUSTOMER)

    slug = factory.Sequence(lambda n: f"tenant-{n}")
    name = factory.Sequence(lambda n: f"Tenant {n}")
    domain = factory.Sequence(lambda n: f"tenant{n}.example")
    kind = TenantKind.PARTNER
    country = factory.LazyFunction(lambda: Country.objects.select_related("region").get(code="KR"))


class PartnerProfileFactory(DjangoModelFactory):
    """A profile with the one location the partner transacts with."""

    class Meta:
        model = PartnerProfile
        skip_postgeneration_save = True

    tenant = factory.SubFactory(TenantFactory)
    programmes = factory.LazyFunction(lambda: [Programme.INDIRECT_RESELLER])
    global_account_id = factory.Sequence(lambda n: str(1_000_000 + n))
    primary_contact = factory.Sequence(lambda n: f"office{n}@partners.example")
    location = factory.RelatedFactory(
        "tests.factories.accounts.LocationFactory", "profile_of", tenant=factory.SelfAttribute("..tenant")
    )

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        return None


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    class Params:
        profile_of = None

    tenant = factory.SubFactory(TenantFactory)
    name = factory.LazyAttribute(lambda o: o.tenant.name)
    mpn_id = factory.Sequence(lambda n: str(4_000_000 + n))
    country = factory.SelfAttribute("tenant.country")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    tenant = factory.SubFactory(TenantFactory)
    roles = factory.LazyFunction(lambda: [Role.GLOBAL_ADMIN])


class MailChoiceFactory(DjangoModelFactory):
    class Meta:
        model = MailChoice

    tenant = factory.SubFactory("tests.factories.accounts.TenantFactory")
    user = factory.SubFactory(UserFactory)
    topic = "invites"
    delivery = "daily"


class HeldMailFactory(DjangoModelFactory):
    class Meta:
        model = HeldMail

    tenant = factory.SubFactory("tests.factories.accounts.TenantFactory")
    user = factory.SubFactory(UserFactory)
    topic = "invites"
    key = factory.Sequence(lambda n: f"held:{n}")
    subject = "Hanbit is your partner now"


class NotificationFactory(DjangoModelFactory):
    """Of an event that somebody else made."""

    class Meta:
        model = Notification

    tenant = factory.SubFactory("tests.factories.accounts.TenantFactory")
    event = factory.SubFactory(
        "tests.factories.core.AuditEventFactory",
        tenant=factory.SelfAttribute("..tenant"),
        action="member.added",
    )
    position = factory.Sequence(lambda n: n + 1)
    at = factory.SelfAttribute("event.at")
    action = factory.SelfAttribute("event.action")
    actor = factory.SelfAttribute("event.actor")


class ReadMarkFactory(DjangoModelFactory):
    class Meta:
        model = ReadMark

    tenant = factory.SubFactory("tests.factories.accounts.TenantFactory")
    user = factory.SubFactory(UserFactory)


class LogPositionFactory(DjangoModelFactory):
    class Meta:
        model = LogPosition

    name = factory.Sequence(lambda n: f"follower {n}")


class TimedRoleFactory(DjangoModelFactory):
    """Beside a membership that is otherwise a default user's."""

    class Meta:
        model = TimedRole

    membership = factory.SubFactory(MembershipFactory, roles=[Role.DEFAULT_USER])
    role = Role.SALES_AGENT
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    tenant = factory.SubFactory(TenantFactory)
    programme = Programme.INDIRECT_RESELLER


class IncentiveInvitationFactory(DjangoModelFactory):
    class Meta:
        model = IncentiveInvitation

    enrolment = factory.SubFactory(EnrolmentFactory)
    tenant = factory.SelfAttribute("enrolment.tenant")
    to_address = factory.Sequence(lambda n: f"mpn{n}@partners.example")


class LegalProfileFactory(DjangoModelFactory):
    class Meta:
        model = LegalProfile

    tenant = factory.SubFactory(TenantFactory)
    address_line1 = "Sejong-daero 110"
    city = "Jung-gu"
    state = "서울특별시"
    postal_code = "04524"
    first_name = "Min-ji"
    last_name = "Kim"


class MailboxCodeFactory(DjangoModelFactory):
    class Meta:
        model = MailboxCode

    address = factory.Sequence(lambda n: f"office{n}@partners.example")


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    kind = AgreementKind.MPA
    version = factory.Sequence(lambda n: n + 1)
    title = "Partner Agreement"
    text = "1. What this is about.\n\n2. What both sides do."


class AgreementAcceptanceFactory(DjangoModelFactory):
    class Meta:
        model = AgreementAcceptance

    agreement = factory.SubFactory(AgreementFactory)
    kind = factory.SelfAttribute("agreement.kind")
    tenant = factory.SubFactory(TenantFactory)
    region = factory.SelfAttribute("tenant.country.region")
    accepted_by = factory.SubFactory(UserFactory)
    signer_name = factory.SelfAttribute("accepted_by.full_name")


class TemporaryPasswordFactory(DjangoModelFactory):
    class Meta:
        model = TemporaryPassword

    issuer = factory.SubFactory(TenantFactory, direct_bill=True)
    user = factory.SubFactory(UserFactory, directory=factory.SubFactory(TenantFactory, customer=True))
    user_name = factory.LazyAttribute(lambda issued: issued.user.email)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    operator = factory.SubFactory(UserFactory, is_staff=True)
    tenant = factory.SubFactory(TenantFactory)
    reason = "They ask why a list is empty."
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=15))
