from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.region import Region
from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.querysets import AgreementAcceptanceQuerySet, AgreementQuerySet
from accounts.states import AgreementKind
from partnercenter.core.ids import PublicIdField


class Agreement(models.Model):
    """One version of an agreement's text. A published version is never edited: a change is a new version."""

    kind = models.CharField(_("agreement"), max_length=20, choices=AgreementKind.choices)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="agreement_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"

    @property
    def event_name(self) -> str:
        return str(self)


class AgreementAcceptance(models.Model):
    """Who accepted which version for which organisation, when, and for which region. Never changed, never deleted.

    A partner may attest that its customer accepted (reference 3.4): then `attesting_partner` is the partner, `accepted_by`
    who attested, the signer is the customer's person, and `agreed_on` the day that person names.
    """

    public_id = PublicIdField()
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="acceptances", verbose_name=_("agreement")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind.choices)
    tenant = models.ForeignKey(
        Tenant, models.PROTECT, related_name="acceptances", verbose_name=_("organisation")
    )
    # That of the organisation's country at that moment: an agreement holds for one region (reference 3.13).
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("accepted by")
    )
    signer_name = models.CharField(_("name of the signer"), max_length=150)
    signer_email = models.EmailField(_("e-mail of the signer"), blank=True)
    signer_phone = models.CharField(_("phone of the signer"), max_length=20, blank=True)
    attesting_partner = models.ForeignKey(
        Tenant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("attested by")
    )
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), auto_now_add=True)

    objects = AgreementAcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "agreement", "region"],
                condition=models.Q(attesting_partner=None),
                name="acceptance_once",
            ),
            models.CheckConstraint(
                name="acceptance_attested_whole",
                condition=models.Q(attesting_partner=None, agreed_on=None)
                | (
                    models.Q(attesting_partner__isnull=False, agreed_on__isnull=False)
                    & ~models.Q(signer_email="")
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "kind", "accepted_at"], name="acceptance_tenant_kind")
        ]

    def __str__(self) -> str:
        return f"{self.tenant}: {self.get_kind_display()}"

    @property
    def event_name(self) -> str:
        return str(self.agreement)
