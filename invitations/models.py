from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.permissions import Role
from invitations.querysets import InvitationQuerySet, OptOutQuerySet
from invitations.states import (
    CUSTOMER_KINDS,
    INVITATION_TRANSITIONS,
    Delivery,
    InvitationKind,
    InvitationStatus,
)
from partnercenter.core.ids import PublicIdField
from relationships.states import Capacity


def _length(column: str, function: str, size: int) -> Exact:
    """No link matches an empty or shortened value."""
    return Exact(Func(F(column), function=function, output_field=models.IntegerField()), Value(size))


def new_nonce() -> bytes:
    """128 random bits; the link is derived from them and from a key that is not in the database."""
    return secrets.token_bytes(16)


class Invitation(models.Model):
    """An offer to one recipient, with a personal link and a deadline (D5).

    `text` holds `{link}` where the link goes; the link itself is never stored. `generation` counts the links:
    sending again makes the next one and kills the one before. `days` is the validity in days, 1 to 90.
    """

    public_id = PublicIdField()
    kind = models.CharField(max_length=16, choices=InvitationKind.choices, default=InvitationKind.PARTNERSHIP)
    inviter = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, related_name="+", verbose_name=_("inviting organisation")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_by_name = models.CharField(max_length=150)
    # A joint invitation: the reseller asks, and names the provider through which it will order (S001-26).
    with_partner = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("together with")
    )
    # What a customer is asked for (S002-6), in which capacity the partner asks alone, and which customer of the
    # partner is asked again or moved to a provider (S002-19, S001-35); null: somebody new.
    admin_access = models.BooleanField(_("asks for admin rights"), default=False)
    capacity = models.CharField(max_length=8, choices=Capacity.choices, blank=True)
    customer = models.ForeignKey(
        "accounts.Tenant", models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )
    candidate = models.ForeignKey(
        "customers.Candidate", models.SET_NULL, null=True, related_name="+", verbose_name=_("candidate")
    )
    # What a colleague is offered, all of it until the end of that day or for good.
    roles = ArrayField(
        models.CharField(max_length=16, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("roles"),
    )
    roles_end_on = models.DateField(_("roles end"), null=True, blank=True)
    batch = models.UUIDField(
        default=uuid.uuid4
    )  # the request this invitation was made in; makes a repeated POST harmless

    recipient_email = models.CharField(_("recipient"), max_length=320)
    recipient_key = models.CharField(max_length=320, db_collation="C")  # the address as it is compared
    recipient_name = models.CharField(_("recipient's name"), max_length=200, blank=True)
    language = models.CharField(_("language of the mail"), max_length=8, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"))
    delivery = models.CharField(
        _("delivery"), max_length=8, choices=Delivery.choices, default=Delivery.PORTAL
    )
    days = models.PositiveSmallIntegerField(
        _("valid for (days)"), validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    status = models.CharField(
        _("state"), max_length=8, choices=InvitationStatus.choices, default=InvitationStatus.OPEN
    )
    generation = models.PositiveIntegerField(default=1)
    nonce = models.BinaryField(max_length=16, default=new_nonce)
    created_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    opened_at = models.DateTimeField()  # when the current link was made
    expires_at = models.DateTimeField(_("expires"))
    next_reminder_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)  # counts edits; a stale form is told so

    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_by_name = models.CharField(max_length=150, blank=True)
    recipient_tenant = models.ForeignKey("accounts.Tenant", models.PROTECT, null=True, related_name="+")
    decline_reason = models.TextField(_("reason"), blank=True)
    closed_at = models.DateTimeField(null=True)  # revoked or expired
    closed_by_name = models.CharField(max_length=150, blank=True)

    objects = InvitationQuerySet.as_manager()
    transitions = INVITATION_TRANSITIONS

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inviter", "kind", "recipient_key", "with_partner"],
                condition=Q(status="open"),
                nulls_distinct=False,
                name="invitation_one_open",
            ),
            models.CheckConstraint(
                name="invitation_kind_whole",
                condition=(
                    Q(roles__len=0, roles_end_on=None)
                    & (
                        Q(kind="partnership", with_partner=None, customer=None, candidate=None, capacity="")
                        | (Q(kind="relationship", with_partner=None) & ~Q(capacity=""))
                        | Q(kind="joint", with_partner__isnull=False, capacity="")
                    )
                )
                | Q(
                    kind="member",
                    roles__len__gt=0,
                    admin_access=False,
                    with_partner=None,
                    customer=None,
                    candidate=None,
                    capacity="",
                ),
            ),
            models.CheckConstraint(name="invitation_days", condition=Q(days__gte=1, days__lte=90)),
            models.CheckConstraint(name="invitation_nonce", condition=_length("nonce", "octet_length", 16)),
            models.CheckConstraint(
                name="invitation_answer_stamp",
                condition=Q(status__in=["accepted", "declined"], answered_at__isnull=False)
                | (~Q(status__in=["accepted", "declined"]) & Q(answered_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="invitation_answered_pair", condition=Q(answered_by=None) | ~Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="invitation_accepted_tenant",
                condition=~Q(status="accepted") | Q(recipient_tenant__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_closed_stamp",
                condition=Q(status__in=["revoked", "expired"], closed_at__isnull=False)
                | (~Q(status__in=["revoked", "expired"]) & Q(closed_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["inviter", "-created_at", "-id"], name="invitation_created"),
            models.Index(fields=["inviter", "status", "-created_at", "-id"], name="invitation_status"),
            models.Index(fields=["inviter", "kind", "-created_at", "-id"], name="invitation_kind"),
            models.Index(fields=["inviter", "recipient_key", "id"], name="invitation_recipient"),
            models.Index(fields=["recipient_tenant", "-id"], name="invitation_answered_for"),
            models.Index(fields=["with_partner", "-created_at", "-id"], name="invitation_with"),
            models.Index(
                fields=["inviter", "customer"], name="invitation_asked_again", condition=Q(status="open")
            ),
            models.Index(fields=["candidate", "-id"], name="invitation_of_candidate"),
            models.Index(fields=["batch"], name="invitation_batch"),
            models.Index(fields=["expires_at"], name="invitation_stale", condition=Q(status="open")),
            models.Index(
                fields=["next_reminder_at"],
                name="invitation_reminder",
                condition=Q(status="open", next_reminder_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.recipient_email

    @property
    def event_name(self) -> str:
        return self.recipient_email

    @property
    def is_for_customer(self) -> bool:
        return self.kind in CUSTOMER_KINDS

    @property
    def is_for_colleague(self) -> bool:
        return self.kind == InvitationKind.MEMBER

    @property
    def partners(self) -> list[Tenant]:
        """Who asks: the inviter, and in a joint invitation the provider."""
        return [partner for partner in (self.inviter, self.with_partner) if partner is not None]

    @property
    def is_past(self) -> bool:
        """Past its deadline, whether or not the sweep has come by. Pages only: what counts is decided in SQL."""
        return self.status == InvitationStatus.OPEN and self.expires_at <= timezone.now()

    @property
    def shown_status(self) -> str:
        return InvitationStatus.EXPIRED if self.is_past else self.status


class InvitationLink(models.Model):
    """The digest of one link. Old ones stay, so that their holders are told of the newer one."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")
    generation = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)  # SHA-256, hexadecimal
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "generation"], name="invitation_link_once"),
            models.CheckConstraint(
                name="invitation_link_digest", condition=_length("digest", "char_length", 64)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}/{self.generation}"


class OptOut(models.Model):
    """A recipient who does not want to be asked again, by one organisation or (tenant null) by anybody."""

    recipient_key = models.CharField(_("recipient"), max_length=320, db_collation="C")
    tenant = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, null=True, related_name="+", verbose_name=_("organisation")
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient_key", "tenant"], nulls_distinct=False, name="opt_out_once"
            )
        ]

    def __str__(self) -> str:
        return self.recipient_key

    @property
    def event_name(self) -> str:
        return self.recipient_key


REMIND_BEFORE = (timedelta(days=7), timedelta(days=1))


def first_reminder(opened: datetime, expires: datetime) -> datetime | None:
    """When to remind first: seven days before the end or one, whichever still lies ahead by a day."""
    return next(
        (expires - ahead for ahead in REMIND_BEFORE if expires - ahead >= opened + timedelta(days=1)), None
    )
