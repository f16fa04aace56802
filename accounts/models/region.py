from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.names import in_words


class Region(models.Model):
    """A market region: partners deal only with partners and customers of their own region (S004-21, S004-22)."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return in_words(self.name)

    @property
    def event_name(self) -> str:
        """In the programme's language, whoever acts."""
        return self.name


class Country(models.Model):
    """A country of exactly one region. Editable data: the list changes over the years."""

    code = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, related_name="countries", verbose_name=_("region"))
    currency = models.CharField(
        _("currency"), max_length=3, blank=True
    )  # ISO 4217; empty where none is known

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return in_words(self.name)
