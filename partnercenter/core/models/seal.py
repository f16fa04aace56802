from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnercenter.core.models.audit import AuditEvent


class AuditSeal(models.Model):
    """That an event was there, and what was in it: one link of two chains. Never updated, never deleted.

    `number` counts all seals, without gaps; `seq` those of one organisation (`chain`: its id, 0 for none), likewise.
    `hash` is made with a key that is not in the database, from the event, its digests, and the hashes of the link before
    it in either chain. `form`: which columns of an event are in it. `key`: which key made it.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    chain = models.BigIntegerField(_("chain"))
    seq = models.BigIntegerField(_("place in the chain"))
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="seal", verbose_name=_("event"))
    form = models.SmallIntegerField()
    key = models.CharField(max_length=16)
    name_digest = models.BinaryField(max_length=32)
    text_digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    at = models.DateTimeField(_("sealed"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "seq"], name="seal_once"),
            models.CheckConstraint(name="seal_counts", condition=models.Q(number__gte=1, seq__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)


class AuditCheckpoint(models.Model):
    """A signed line that says how far the log had been sealed at a moment; kept elsewhere, too (core.sealing.checkpoints)."""

    seal = models.OneToOneField(AuditSeal, models.PROTECT, related_name="+", verbose_name=_("last seal"))
    line = models.CharField(_("signed line"), max_length=250)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return self.line
