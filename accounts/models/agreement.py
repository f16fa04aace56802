from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class AgreementAcceptance(models.Model):
    """Who accepted which version for which organisation, and when. Never changed, never deleted."""

    public_id = PublicIdField()
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="acceptances", verbose_name=_("agreement")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind.choices)
    tenant = models.ForeignKey(
        Tenant, models.PROTECT, related_name="acceptances", verbose_name=_("organisation")
    )
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("accepted by")
    )
    signer_name = models.CharField(_("name of the signer"), max_length=150)
    accepted_at = models.DateTimeField(_("accepted"), auto_now_add=True)

    objects = AgreementAcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "agreement"], name="acceptance_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "kind", "accepted_at"], name="acceptance_tenant_kind")
        ]

    def __str__(self) -> str:
        return f"{self.tenant}: {self.get_kind_display()}"
