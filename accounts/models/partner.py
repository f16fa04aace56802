from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.region import Country
from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.querysets import LegalProfileQuerySet, LocationQuerySet
from accounts.states import Programme

mpn_id = RegexValidator(r"^[1-9][0-9]{5,6}$", _("An MPN ID is a number of 6 or 7 digits, e.g. 4391507."))


class PartnerProfile(models.Model):
    """What makes a tenant a partner: its programme roles, and whom to ask."""

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
    # A code mailed to the primary contact has come back (reference 3.2).
    contact_confirmed_at = models.DateTimeField(_("primary contact confirmed"), null=True, blank=True)
    # Where invitations to incentives go (S001-43); empty: not known yet.
    mpn_email = models.EmailField(_("e-mail address of the MPN account"), blank=True)
    offboarding_since = models.DateTimeField(
        _("identified for direct-bill offboarding"), null=True, blank=True
    )
    # Somebody has seen that nothing of the beginning is left to do: the overview shows the steps no more.
    checklist_closed_at = models.DateTimeField(null=True, editable=False)
    checklist_closed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
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
            models.CheckConstraint(
                name="profile_checklist_closed_pair",
                condition=models.Q(checklist_closed_by=None) | ~models.Q(checklist_closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.tenant)


class LegalProfile(models.Model):
    """The company behind a partner: address, number, and who its primary contact is (reference 3.2).

    The contact's e-mail address stands in the partner profile. A partner that an operator set up by hand may have no
    row until its global admin writes one.
    """

    tenant = models.OneToOneField(
        Tenant, models.CASCADE, primary_key=True, related_name="legal", verbose_name=_("organisation")
    )
    address_line1 = models.CharField(_("address line 1"), max_length=200)
    address_line2 = models.CharField(_("address line 2"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    first_name = models.CharField(_("first name of the contact"), max_length=50)
    last_name = models.CharField(_("last name of the contact"), max_length=50)
    version = models.PositiveIntegerField(default=1)  # counts edits; a stale form is told so
    changed_at = models.DateTimeField(auto_now=True)

    objects = LegalProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("company details")
        verbose_name_plural = _("company details")
        constraints: ClassVar = [
            models.CheckConstraint(name="legal_version", condition=models.Q(version__gte=1))
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
