from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from accounts.states import Programme
from directory.models.listing import Logo, codes, known
from directory.querysets import BusinessProfileQuerySet, ProfileLocationQuerySet
from directory.states import PROFILE_TRANSITIONS, Industry, ProfileStatus, Service
from partnercenter.core.ids import PublicIdField

MAX_DESCRIPTION = 2500  # characters (reference 3.19)
PER_COUNTRY = 5  # locations
CURRENT_FOR = timedelta(days=183)  # how long a profile counts as current without being looked at again


class BusinessProfile(models.Model):
    """What a partner says of itself (S003-7), as its global admin keeps it; the public reads the copy that was last
    published (Listing).

    That of an indirect provider is its entry in the official list: operators alone keep it (S000-7).
    """

    public_id = PublicIdField()
    tenant = models.OneToOneField(
        "accounts.Tenant", models.CASCADE, related_name="business_profile", verbose_name=_("organisation")
    )
    description = models.TextField(_("description"), max_length=MAX_DESCRIPTION, blank=True)
    website = models.URLField(_("website"), blank=True)
    linkedin = models.URLField(_("LinkedIn"), blank=True)
    countries = codes(_("countries served"))
    services = codes(_("services"), Service.choices)
    industries = codes(_("industries"), Industry.choices)
    languages = codes(_("languages"))
    logo = models.ForeignKey(
        Logo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    status = models.CharField(
        _("state"), max_length=9, choices=ProfileStatus.choices, default=ProfileStatus.DRAFT
    )
    version = models.PositiveIntegerField(default=1)  # counts edits; a stale form is told so
    confirmed_at = models.DateTimeField(_("confirmed as current"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    held_at = models.DateTimeField(_("taken down"), null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken down by"),
    )
    held_reason = models.TextField(_("reason"), blank=True)

    objects = BusinessProfileQuerySet.as_manager()
    transitions = PROFILE_TRANSITIONS

    class Meta:
        verbose_name = _("business profile")
        verbose_name_plural = _("business profiles")
        constraints: ClassVar = [
            *known("profile"),
            models.CheckConstraint(name="profile_version", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="profile_confirmed_pair", condition=Q(confirmed_by=None) | ~Q(confirmed_at=None)
            ),
            models.CheckConstraint(
                name="profile_published_pair", condition=Q(published_by=None) | ~Q(published_at=None)
            ),
            models.CheckConstraint(name="profile_held_pair", condition=Q(held_by=None) | ~Q(held_at=None)),
            models.CheckConstraint(
                name="profile_published_stamp", condition=~Q(status="published") | ~Q(published_at=None)
            ),
            models.CheckConstraint(
                name="profile_held_stamp",
                condition=Q(status="held", held_at__isnull=False)
                | (~Q(status="held") & Q(held_at__isnull=True, held_reason="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "-id"], name="business_profile_status")]

    def __str__(self) -> str:
        return str(self.tenant)

    @property
    def is_official(self) -> bool:
        """An entry in the official list of providers, which operators keep (S000-7)."""
        return Programme.INDIRECT_PROVIDER in self.tenant.programmes

    @property
    def is_published(self) -> bool:
        return self.status == ProfileStatus.PUBLISHED

    @property
    def is_held(self) -> bool:
        return self.status == ProfileStatus.HELD

    @property
    def is_due(self) -> bool:
        """S003-7: published, and nobody has looked at it for half a year."""
        looked = max(filter(None, (self.confirmed_at, self.published_at)), default=None)
        return self.is_published and looked is not None and looked < timezone.now() - CURRENT_FOR


class ProfileLocation(models.Model):
    """A place where the partner can be met or called; up to five a country, each its own part of the public page.

    `slot` counts those of one country: the database knows no sixth.
    """

    public_id = PublicIdField()
    profile = models.ForeignKey(
        BusinessProfile, models.CASCADE, related_name="locations", verbose_name=_("business profile")
    )
    tenant = models.ForeignKey("accounts.Tenant", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    slot = models.PositiveSmallIntegerField()
    address_line1 = models.CharField(_("address line 1"), max_length=200)
    address_line2 = models.CharField(_("address line 2"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_published = models.BooleanField(_("shown on the public page"), default=True)

    objects = ProfileLocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location of a profile")
        verbose_name_plural = _("locations of profiles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "country", "slot"], name="profile_location_slot"),
            models.CheckConstraint(
                name="profile_location_five", condition=Q(slot__gte=1, slot__lte=PER_COUNTRY)
            ),
        ]

    def __str__(self) -> str:
        return self.name
