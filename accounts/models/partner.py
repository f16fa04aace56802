from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.region import Country
from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.querysets import EnrolmentQuerySet, LocationQuerySet
from accounts.states import ENROLMENT_TRANSITIONS, EnrolmentStatus, Programme
from partnercenter.core.ids import PublicIdField

mpn_id = RegexValidator(r"^[1-9][0-9]{5,6}$", _("An MPN ID is a number of 6 or 7 digits, e.g. 4391507."))


class PartnerProfile(models.Model):
    """What makes a tenant a partner: its programme roles and its public company profile."""

    tenant = models.OneToOneField(
        Tenant, models.CASCADE, related_name="profile", verbose_name=_("organisation")
    )
    programmes = ArrayField(
        models.CharField(max_length=20, choices=Programme.choices),
        default=list,
        verbose_name=_("programme roles"),
    )
    # The account of the company as a whole; it identifies, but may not transact (S000-23).
    global_account_id = models.CharField(_("global account ID"), max_length=7, validators=[mpn_id])
    primary_contact = models.EmailField(_("primary contact"))
    offboarding_since = models.DateTimeField(
        _("identified for direct-bill offboarding"), null=True, blank=True
    )
    is_listed = models.BooleanField(_("in the public list of indirect providers"), default=False)
    description = models.TextField(_("description"), max_length=2500, blank=True)
    website = models.URLField(_("website"), blank=True)
    services = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("services")
    )

    class Meta:
        verbose_name = _("partner profile")
        verbose_name_plural = _("partner profiles")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="profile_programmes_known", condition=models.Q(programmes__contained_by=Programme.values)
            ),
            models.CheckConstraint(  # D14
                name="profile_not_provider_and_reseller",
                condition=~models.Q(
                    programmes__contains=[Programme.INDIRECT_PROVIDER, Programme.INDIRECT_RESELLER]
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.tenant)


class Location(models.Model):
    """A partner location account; only its MPN ID may be used to transact (S000-23)."""

    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="locations", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    mpn_id = models.CharField(_("MPN ID"), max_length=7, unique=True, validators=[mpn_id])
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    is_default = models.BooleanField(_("transacts"), default=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="location_one_default"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.mpn_id})"


class Enrolment(models.Model):
    """An application to hold a programme role; decided by an operator."""

    public_id = PublicIdField()
    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="enrolments", verbose_name=_("organisation")
    )
    programme = models.CharField(_("programme role"), max_length=20, choices=Programme.choices)
    status = models.CharField(
        _("state"), max_length=8, choices=EnrolmentStatus.choices, default=EnrolmentStatus.APPLIED
    )
    applied_at = models.DateTimeField(_("applied"), auto_now_add=True)
    applied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("applied by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_reason = models.TextField(_("reason"), blank=True)

    objects = EnrolmentQuerySet.as_manager()
    transitions = ENROLMENT_TRANSITIONS

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "programme"],
                condition=~models.Q(status=EnrolmentStatus.REJECTED),
                name="enrolment_one_alive",
            ),
            models.CheckConstraint(
                name="enrolment_decided_stamp",
                condition=models.Q(status=EnrolmentStatus.APPLIED, decided_at__isnull=True)
                | (~models.Q(status=EnrolmentStatus.APPLIED) & models.Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="enrolment_decided_pair",
                condition=models.Q(decided_by=None) | ~models.Q(decided_at=None),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "applied_at"], name="enrolment_queue")]

    def __str__(self) -> str:
        return f"{self.tenant}: {self.get_programme_display()}"
