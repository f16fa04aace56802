from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import business_days
from accounts.models.tenant import Tenant
from accounts.models.user import User
from accounts.querysets import EnrolmentQuerySet, IncentiveInvitationQuerySet
from accounts.states import ENROLMENT_TRANSITIONS, EnrolmentStatus, Programme
from partnercenter.core.ids import PublicIdField

DAYS_TO_DECIDE = 5  # business days (S001-8)


def decision_due() -> datetime:
    """Until when what is applied for now has to be decided."""
    return business_days.end_of(timezone.now(), DAYS_TO_DECIDE)


class Enrolment(models.Model):
    """An application to hold a programme role: approved by rule, or decided by an operator.

    A transition is a direct-bill partner's way to indirect reseller (S001): approved, it waits for the agreement
    (`accepted_at`), and only that gives the role. `key` comes from the form that was sent: sent twice, it is one.
    """

    public_id = PublicIdField()
    key = models.UUIDField(null=True, unique=True, editable=False)
    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="enrolments", verbose_name=_("organisation")
    )
    programme = models.CharField(_("programme role"), max_length=20, choices=Programme.choices)
    is_transition = models.BooleanField(_("transition from direct-bill"), default=False)
    status = models.CharField(
        _("state"), max_length=8, choices=EnrolmentStatus.choices, default=EnrolmentStatus.APPLIED
    )
    # Whom to tell (S001-9): the address that was given with the application, in the applicant's language.
    primary_contact = models.EmailField(_("primary contact"), blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    applied_at = models.DateTimeField(_("applied"), auto_now_add=True)
    applied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("applied by")
    )
    due_at = models.DateTimeField(_("to be decided by"), default=decision_due)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_reason = models.TextField(_("reason"), blank=True)
    # What the applicant reads of a rejection, written for it; the reason above is for the log.
    answer = models.TextField(_("what the applicant reads"), blank=True)
    accepted_at = models.DateTimeField(_("agreement accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )

    objects = EnrolmentQuerySet.as_manager()
    transitions = ENROLMENT_TRANSITIONS

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "programme"],
                condition=~Q(status=EnrolmentStatus.REJECTED),
                name="enrolment_one_alive",
            ),
            models.CheckConstraint(
                name="enrolment_decided_stamp",
                condition=Q(status=EnrolmentStatus.APPLIED, decided_at__isnull=True)
                | (~Q(status=EnrolmentStatus.APPLIED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="enrolment_decided_pair", condition=Q(decided_by=None) | ~Q(decided_at=None)
            ),
            models.CheckConstraint(
                name="enrolment_accepted_stamp",
                condition=Q(status=EnrolmentStatus.ACCEPTED, accepted_at__isnull=False)
                | (~Q(status=EnrolmentStatus.ACCEPTED) & Q(accepted_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="enrolment_accepted_pair", condition=Q(accepted_by=None) | ~Q(accepted_at=None)
            ),
            models.CheckConstraint(
                name="enrolment_transition_to_reseller",
                condition=Q(is_transition=False) | Q(programme=Programme.INDIRECT_RESELLER),
            ),
        ]
        indexes: ClassVar = [
            # The operators' queue: what waits first, longest first; then what was decided, latest first.
            models.Index(
                F("decided_at").desc(nulls_first=True), F("applied_at").asc(), name="enrolment_queue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant}: {self.get_programme_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.status == EnrolmentStatus.APPLIED

    @property
    def is_reseller(self) -> bool:
        return self.programme == Programme.INDIRECT_RESELLER

    @property
    def wants_agreement(self) -> bool:
        """S001-11: approved, and not in force before a global admin accepts the indirect reseller agreement."""
        return self.is_transition and self.status == EnrolmentStatus.APPROVED

    @property
    def held_since(self) -> datetime | None:
        """Since when the organisation holds the role; None: it does not."""
        if self.is_transition:
            return self.accepted_at
        return self.decided_at if self.status == EnrolmentStatus.APPROVED else None

    @property
    def due_on(self) -> date:
        """The last day on which it is decided in time."""
        return timezone.localtime(self.due_at - timedelta(microseconds=1)).date()

    @property
    def business_days_left(self) -> int:
        """Until it has to be decided: 0 is today, below that it is overdue."""
        return business_days.left(timezone.now(), self.due_at)


class IncentiveInvitation(models.Model):
    """The one invitation to the incentives of indirect resellers, for one enrolment (S001-42, S001-43).

    Made in the transaction that queues its mail; a second one is refused by the database.
    """

    public_id = PublicIdField()
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="incentives", verbose_name=_("enrolment")
    )
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    to_address = models.EmailField(_("sent to"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    enrolled_at = models.DateTimeField(_("enrolled in incentives"), null=True, blank=True)
    enrolled_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("enrolled by")
    )

    objects = IncentiveInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to incentives")
        verbose_name_plural = _("invitations to incentives")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="incentives_enrolled_pair", condition=Q(enrolled_by=None) | ~Q(enrolled_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant}: {self.to_address}"
