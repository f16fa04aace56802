from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.querysets import EntryRequestQuerySet
from directory.states import ENTRY_REQUEST_TRANSITIONS, EntryRequestStatus
from partnercenter.core.ids import PublicIdField


class EntryRequest(models.Model):
    """What a provider wants changed in its entry of the official list, which operators alone change (S000-7).

    One of a provider is open at a time; until it is answered its people may write it anew.
    """

    public_id = PublicIdField()
    tenant = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    status = models.CharField(
        _("state"), max_length=8, choices=EntryRequestStatus.choices, default=EntryRequestStatus.OPEN
    )
    text = models.TextField(_("what to change"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answer = models.TextField(_("answer"), blank=True)

    objects = EntryRequestQuerySet.as_manager()
    transitions = ENTRY_REQUEST_TRANSITIONS

    class Meta:
        verbose_name = _("request to change an entry")
        verbose_name_plural = _("requests to change an entry")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(status="open"), name="entry_request_one_open"
            ),
            models.CheckConstraint(
                name="entry_request_answered_stamp",
                condition=Q(status="open", answered_at=None)
                | (~Q(status="open") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="entry_request_answered_pair", condition=Q(answered_by=None) | ~Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="entry_request_declined_answer", condition=~Q(status="declined") | ~Q(answer="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-id"], name="entry_request_of"),
            models.Index(fields=["status", "-id"], name="entry_request_status"),
        ]

    def __str__(self) -> str:
        return str(self.tenant)

    @property
    def is_open(self) -> bool:
        return self.status == EntryRequestStatus.OPEN
