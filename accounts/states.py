"""The words accounts are described with, and the transition tables of what has states."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TenantKind(models.TextChoices):
    """Partner type or customer type, never both (S004-14)."""

    PARTNER = "partner", _("Partner")
    CUSTOMER = "customer", _("Customer")


class Cloud(models.TextChoices):
    PUBLIC = "public", _("Public cloud")
    US_GOV = "us_gov", _("US Government cloud")
    GERMANY = "germany", _("Microsoft Cloud Germany")


class Programme(models.TextChoices):
    """The three transactional partner types, and no other (S004-1)."""

    INDIRECT_PROVIDER = "indirect_provider", _("Indirect provider")
    INDIRECT_RESELLER = "indirect_reseller", _("Indirect reseller")
    DIRECT_BILL = "direct_bill", _("Direct-bill partner")


class EnrolmentStatus(models.TextChoices):
    """Approved is the end of an ordinary enrolment; a transition (S001) waits there for its agreement (S001-12)."""

    APPLIED = "applied", _("Applied")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    ACCEPTED = "accepted", _("Agreement accepted")


# Never back (S001-14, D3): the database refuses it, too.
ENROLMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    EnrolmentStatus.APPLIED: frozenset({EnrolmentStatus.APPROVED, EnrolmentStatus.REJECTED}),
    EnrolmentStatus.APPROVED: frozenset({EnrolmentStatus.ACCEPTED}),
    EnrolmentStatus.REJECTED: frozenset(),
    EnrolmentStatus.ACCEPTED: frozenset(),
}


class AgreementKind(models.TextChoices):
    MPA = "mpa", _("Microsoft Partner Agreement")
    INDIRECT_RESELLER = "indirect_reseller", _("Indirect reseller agreement")
    MCA = "mca", _("Microsoft Customer Agreement")


class CustomerAgreement(models.TextChoices):
    """How it stands with the customer's agreement (MCA): accepted by the customer outweighs attested by a partner."""

    MISSING = "missing", _("Missing")
    ATTESTED = "attested", _("Attested by a partner")
    ACCEPTED = "accepted", _("Accepted by the customer")


class SignInMethod(models.TextChoices):
    """How a session began."""

    PASSWORD = "password", _("Password")
    TWO_STEPS = "two_steps", _("Password and a second step")
    PASSKEY = "passkey", _("Passkey")
    COMPANY = "company", _("Company account")
    NEW_ACCOUNT = "new_account", _("New account")


class MailDelivery(models.TextChoices):
    """How a person hears of one topic of an organisation."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("In one mail a day")
    OFF = "off", _("Not by mail")
