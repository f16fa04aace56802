from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.region import Country, Region
from accounts.states import Cloud, TenantKind
from partnercenter.core.ids import PublicIdField
from partnercenter.core.text import search_key


class Tenant(models.Model):
    """An organisation's directory: in one country and one cloud, partner type or customer type."""

    public_id = PublicIdField()
    slug = models.SlugField(_("address in URLs"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, db_collation="C", editable=False)
    domain = models.CharField(_("domain"), max_length=253, unique=True, db_collation="C")
    kind = models.CharField(_("kind"), max_length=8, choices=TenantKind.choices)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    cloud = models.CharField(_("cloud"), max_length=8, choices=Cloud.choices, default=Cloud.PUBLIC)
    # Tenants of one company group are affiliates (D12); empty: in no group.
    company_group = models.CharField(_("company group"), max_length=100, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # While it is suspended nobody of it gets in, and nothing new is done with it; why stands in the audit log.
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)

    class Meta:
        verbose_name = _("tenant")
        verbose_name_plural = _("tenants")
        constraints: ClassVar = [
            models.CheckConstraint(name="tenant_kind_known", condition=models.Q(kind__in=TenantKind.values)),
            models.CheckConstraint(name="tenant_cloud_known", condition=models.Q(cloud__in=Cloud.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["name_key", "id"], name="tenant_name_key")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = search_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def event_name(self) -> str:
        return self.name

    @property
    def region(self) -> Region:
        return self.country.region

    @property
    def programmes(self) -> frozenset[str]:
        """The programme roles of this partner; empty for customers and for partners not enrolled."""
        try:
            return frozenset(self.profile.programmes)
        except ObjectDoesNotExist:
            return frozenset()

    @property
    def standing(self) -> frozenset[str]:
        """What the organisation is where rights are asked: its programmes, `partner` where it is in none, or `customer`."""
        return self.programmes or frozenset({TenantKind(self.kind)})

    @property
    def mpn_id(self) -> str:
        """MPN ID of the location the partner transacts with (S000-23); empty where it has none."""
        return next((location.mpn_id for location in self.locations.all() if location.is_default), "")
