from __future__ import annotations

import re
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.querysets import CustomerQuerySet

_LAST_NAME_FIRST = re.compile(r"[가-힣一-鿿ぁ-ヿ]+")


class Customer(models.Model):
    """What is known about a customer organisation beyond its directory: company, contact, billing (reference 3.3).

    One a customer tenant at most; an organisation that an operator set up by hand may have none yet.
    """

    tenant = models.OneToOneField(
        "accounts.Tenant",
        models.CASCADE,
        primary_key=True,
        related_name="customer",
        verbose_name=_("organisation"),
    )
    address_line1 = models.CharField(_("address line 1"), max_length=200)
    address_line2 = models.CharField(_("address line 2"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    first_name = models.CharField(_("first name"), max_length=50)
    last_name = models.CharField(_("last name"), max_length=50)
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    billing_email = models.EmailField(_("e-mail for invoices"), max_length=254, blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    version = models.PositiveIntegerField(default=1)  # counts edits; a stale form is told so
    changed_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints: ClassVar = [
            models.CheckConstraint(name="customer_version", condition=models.Q(version__gte=1))
        ]

    def __str__(self) -> str:
        return str(self.tenant)

    @property
    def contact_name(self) -> str:
        """As the contact writes it: in Korean, Chinese and Japanese the last name stands first, without a space."""
        if _LAST_NAME_FIRST.fullmatch(self.first_name + self.last_name):
            return self.last_name + self.first_name
        return f"{self.first_name} {self.last_name}".strip()
