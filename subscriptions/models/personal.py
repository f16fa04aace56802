from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnercenter.core.ids import PublicIdField
from subscriptions.querysets import CalendarFeedQuerySet, RenewalDigestQuerySet
from subscriptions.states import DigestFrequency, DigestScope


class CalendarFeed(models.Model):
    """One person's address of the renewals calendar of one organisation; `generation` grows where it is made anew.

    The address is derived from the row and the secret key, and stored nowhere.
    """

    public_id = PublicIdField()
    tenant = models.ForeignKey("accounts.Tenant", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "user"], name="calendar_feed_once")
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RenewalDigest(models.Model):
    """How often a person hears of the renewals of an organisation, and of which; without a row: weekly, decisions only."""

    tenant = models.ForeignKey("accounts.Tenant", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    frequency = models.CharField(
        _("how often"), max_length=8, choices=DigestFrequency.choices, default=DigestFrequency.WEEKLY
    )
    scope = models.CharField(
        _("of what"), max_length=10, choices=DigestScope.choices, default=DigestScope.DECISIONS
    )
    last_sent_on = models.DateField(_("last sent"), null=True)

    objects = RenewalDigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal digest")
        verbose_name_plural = _("renewal digests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "user"], name="renewal_digest_once")
        ]

    def __str__(self) -> str:
        return self.get_frequency_display()
