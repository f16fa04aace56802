from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Region
from accounts.states import Cloud, Programme
from directory.languages import CODES
from directory.querysets import ListingQuerySet, LogoQuerySet
from directory.states import Industry, ListingKind, Service


def codes(label: Any, choices: Any = None) -> ArrayField[Any, Any]:
    """Several of a fixed list, by their codes."""
    return ArrayField(
        models.CharField(max_length=20, choices=choices), default=list, blank=True, verbose_name=label
    )


def known(name: str) -> list[models.CheckConstraint]:
    """Nothing stands in the lists of a table that is not in ours."""
    fixed = {"services": Service.values, "industries": Industry.values, "languages": list(CODES)}
    return [
        models.CheckConstraint(
            name=f"{name}_{field}_known", condition=Q(**{f"{field}__contained_by": values})
        )
        for field, values in fixed.items()
    ]


class Logo(models.Model):
    """A picture that was decoded and made anew (directory.pictures); known by the SHA-256 of its bytes.

    Kept in the database: every web process has it, a backup holds it, and the row policies say who sees it before it
    is published.
    """

    tenant = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    digest = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()
    content_type = models.CharField(
        _("kind"), max_length=10, choices=[("image/png", "PNG"), ("image/jpeg", "JPEG")]
    )
    width = models.PositiveSmallIntegerField(_("width in pixels"))
    height = models.PositiveSmallIntegerField(_("height in pixels"))
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = LogoQuerySet.as_manager()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "digest"], name="logo_once"),
            models.CheckConstraint(
                name="logo_kind_known", condition=Q(content_type__in=["image/png", "image/jpeg"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


class Listing(models.Model):
    """What everybody may read of a partner: the copy of its profile that was last published.

    Whoever looks may see every column of every row, so nothing that is not public ever stands here (C-076). `public_id`
    is the organisation's. `locations` are those that are published, as `publishing.Place` writes them.
    """

    tenant = models.OneToOneField(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    public_id = models.CharField(max_length=16, unique=True)
    kind = models.CharField(_("list"), max_length=8, choices=ListingKind.choices)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, db_collation="C")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    cloud = models.CharField(_("cloud"), max_length=8, choices=Cloud.choices)
    programmes = codes(_("programme roles"), Programme.choices)
    description = models.TextField(_("description"), max_length=2500)
    website = models.URLField(_("website"), blank=True)
    linkedin = models.URLField(_("LinkedIn"), blank=True)
    countries = codes(_("countries served"))
    services = codes(_("services"), Service.choices)
    industries = codes(_("industries"), Industry.choices)
    languages = codes(_("languages"))
    logo_digest = models.CharField(max_length=64, blank=True)
    locations = models.JSONField(_("locations"), default=list)
    published_at = models.DateTimeField(_("published"))

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("public entry")
        verbose_name_plural = _("public entries")
        constraints: ClassVar = [
            models.CheckConstraint(name="listing_kind_known", condition=Q(kind__in=ListingKind.values)),
            models.CheckConstraint(
                name="listing_is_in_programme",
                condition=~Q(programmes=[]) & Q(programmes__contained_by=Programme.values),
            ),
            *known("listing"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "name_key", "id"], name="listing_name"),
            models.Index(fields=["kind", "region", "name_key", "id"], name="listing_region"),
            models.Index(fields=["logo_digest"], name="listing_logo", condition=~Q(logo_digest="")),
            GinIndex(fields=["countries", "services", "languages", "industries"], name="listing_facets"),
        ]

    def __str__(self) -> str:
        return self.name
