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


class LeadKind(models.TextChoices):
    """Who asks a partner to get in touch."""

    CUSTOMER = "customer", _("Customer")
    RESELLER = "reseller", _("Indirect reseller")


class LeadStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    ARCHIVED = "archived", _("Archived")


class DeclineReason(models.TextChoices):
    """Why a partner does not take a lead; who asked reads that it looks for another, never why."""

    SERVICE = "service", _("We do not offer what is asked for")
    PLACE = "place", _("We do not serve this place")
    ROOM = "room", _("We take nobody on at present")
    SPAM = "spam", _("It is not meant seriously")
    OTHER = "other", _("Another reason")


# Reference 3.19: what nobody answers for 14 days expires.
LEAD_TRANSITIONS: dict[str, frozenset[str]] = {
    LeadStatus.RECEIVED: frozenset({LeadStatus.ACCEPTED, LeadStatus.DECLINED, LeadStatus.EXPIRED}),
    LeadStatus.ACCEPTED: frozenset({LeadStatus.ARCHIVED}),
    LeadStatus.DECLINED: frozenset(),
    LeadStatus.EXPIRED: frozenset(),
    LeadStatus.ARCHIVED: frozenset(),
}


class EntryRequestStatus(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")


ENTRY_REQUEST_TRANSITIONS: dict[str, frozenset[str]] = {
    EntryRequestStatus.OPEN: frozenset({EntryRequestStatus.DONE, EntryRequestStatus.DECLINED}),
    EntryRequestStatus.DONE: frozenset(),
    EntryRequestStatus.DECLINED: frozenset(),
}
