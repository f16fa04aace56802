"""The fixed lists that partners describe themselves with, and the transition tables of what has states."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingKind(models.TextChoices):
    """Which list an entry stands in: the official one of providers (S000-6), or that of other partners (S003-7)."""

    PROVIDER = "provider", _("Indirect provider")
    PARTNER = "partner", _("Partner")


class Service(models.TextChoices):
    BILLING = "billing", _("Billing and invoicing")
    LICENSING = "licensing", _("Licensing advice")
    ONBOARDING = "onboarding", _("Onboarding")
    MIGRATION = "migration", _("Migration")
    TRAINING = "training", _("Technical training")
    SUPPORT = "support", _("Technical support")
    MANAGED = "managed", _("Managed services")
    SECURITY = "security", _("Security")
    CONSULTING = "consulting", _("Consulting")
    DEVELOPMENT = "development", _("Software development")
    MARKETING = "marketing", _("Marketing help")
    FINANCING = "financing", _("Financing and credit terms")


class Industry(models.TextChoices):
    AGRICULTURE = "agriculture", _("Agriculture")
    CONSTRUCTION = "construction", _("Construction")
    EDUCATION = "education", _("Education")
    ENERGY = "energy", _("Energy")
    FINANCE = "finance", _("Financial services")
    PUBLIC = "public", _("Public sector")
    HEALTH = "health", _("Healthcare")
    HOSPITALITY = "hospitality", _("Hospitality and travel")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    MEDIA = "media", _("Media")
    NONPROFIT = "nonprofit", _("Non-profit")
    PROFESSIONAL = "professional", _("Professional services")
    RETAIL = "retail", _("Retail")
    TRANSPORT = "transport", _("Transport and logistics")


class ProfileStatus(models.TextChoices):
    DRAFT = "draft", _("Not published")
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Taken down")


# Who is taken down by an operator publishes again once an operator has let it.
PROFILE_TRANSITIONS: dict[str, frozenset[str]] = {
    ProfileStatus.DRAFT: frozenset({ProfileStatus.PUBLISHED}),
    ProfileStatus.PUBLISHED: frozenset({ProfileStatus.DRAFT, ProfileStatus.HELD}),
    ProfileStatus.HELD: frozenset({ProfileStatus.DRAFT}),
}
