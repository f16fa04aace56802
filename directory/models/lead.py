from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from directory.querysets import LeadQuerySet
from directory.states import LEAD_TRANSITIONS, DeclineReason, LeadKind, LeadStatus
from partnercenter.core.ids import PublicIdField

ANSWER_WITHIN = timedelta(days=14)  # reference 3.19
CONTACT = ("contact_name", "email", "email_key", "phone", "message")  # what is somebody's own


class Lead(models.Model):
    """Somebody who found a partner asks it to get in touch (S003-7): a customer, or a reseller that looks for a provider.

    The address is confirmed before there is a row. What nobody answered in time loses the contact data; so does what
    its person wants erased (`erased_at`).
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("partner")
    )
    kind = models.CharField(_("from"), max_length=8, choices=LeadKind.choices)
    status = models.CharField(
        _("state"), max_length=8, choices=LeadStatus.choices, default=LeadStatus.RECEIVED
    )
    asker = models.ForeignKey(
        "accounts.Tenant",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("indirect reseller"),
    )
    company = models.CharField(_("company"), max_length=200)
    company_key = models.CharField(max_length=200, db_collation="C")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    contact_name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.CharField(_("e-mail address"), max_length=320, blank=True)
    email_key = models.CharField(max_length=320, blank=True, db_collation="C")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    message = models.TextField(_("what it is about"), blank=True)
    language = models.CharField(_("language of the mails"), max_length=8, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    expires_at = models.DateTimeField(_("to be answered until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    decline_reason = models.CharField(_("reason"), max_length=8, choices=DeclineReason.choices, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who cares for it"),
    )
    notes = models.TextField(_("notes"), blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    erased_at = models.DateTimeField(_("contact data erased"), null=True, blank=True)

    objects = LeadQuerySet.as_manager()
    transitions = LEAD_TRANSITIONS

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "email_key"], condition=Q(status="received"), name="lead_one_received"
            ),
            models.UniqueConstraint(
                fields=["partner", "asker"], condition=Q(status="received"), name="lead_one_of_reseller"
            ),
            models.CheckConstraint(
                name="lead_kind_whole",
                condition=Q(kind="customer", asker=None) | Q(kind="reseller", asker__isnull=False),
            ),
            models.CheckConstraint(
                name="lead_received_whole", condition=~Q(status="received") | ~Q(email_key="")
            ),
            models.CheckConstraint(
                name="lead_expired_without_contact",
                condition=(~Q(status="expired") & Q(erased_at=None)) | Q(**dict.fromkeys(CONTACT, "")),
            ),
            models.CheckConstraint(
                name="lead_answered_stamp",
                condition=Q(status__in=["received", "expired"], answered_at=None)
                | Q(status__in=["accepted", "declined", "archived"], answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="lead_answered_pair", condition=Q(answered_by=None) | ~Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="lead_declined_reason",
                condition=(Q(status="declined") & ~Q(decline_reason=""))
                | (~Q(status="declined") & Q(decline_reason="")),
            ),
            models.CheckConstraint(
                name="lead_archived_stamp",
                condition=Q(status="archived", archived_at__isnull=False)
                | (~Q(status="archived") & Q(archived_at=None)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "-created_at", "-id"], name="lead_created"),
            models.Index(fields=["partner", "company_key", "id"], name="lead_company"),
            models.Index(fields=["partner", "status", "-created_at", "-id"], name="lead_status"),
            models.Index(fields=["expires_at"], name="lead_stale", condition=Q(status="received")),
            models.Index(fields=["email_key"], name="lead_person", condition=~Q(email_key="")),
        ]

    def __str__(self) -> str:
        return self.company

    @property
    def event_name(self) -> str:
        return self.company

    @property
    def is_past(self) -> bool:
        """Past its deadline, whether or not the sweep has come by. Pages only: what counts is decided in SQL."""
        return self.status == LeadStatus.RECEIVED and self.expires_at <= timezone.now()

    @property
    def shown_status(self) -> str:
        return LeadStatus.EXPIRED if self.is_past else self.status

    @property
    def has_contact(self) -> bool:
        return bool(self.email) and not self.is_past

    @property
    def is_of_reseller(self) -> bool:
        return self.kind == LeadKind.RESELLER
