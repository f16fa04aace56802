"""The circuit: while our side or the mail server is in trouble nobody's attempts are burnt; everybody waits a little."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partnercenter.core import audit
from partnercenter.core.actor import AnyActor
from partnercenter.core.errors import DomainError
from partnercenter.core.mail import nudge
from partnercenter.core.models import MailCircuit

log = logging.getLogger(__name__)

_PAUSE = """
INSERT INTO core_mailcircuit (id, paused_until, reason, failures) VALUES (1, now() + %s, %s, 1)
ON CONFLICT (id) DO UPDATE SET paused_until = EXCLUDED.paused_until, reason = EXCLUDED.reason,
    failures = core_mailcircuit.failures + 1
RETURNING failures
"""


def paused() -> bool:
    return MailCircuit.objects.filter(paused_until__gt=Now()).exists()


def pause(reason: str) -> None:
    """Stop sending for `settings.MAIL_PAUSE`. One alert, however long the trouble lasts (situation C-046)."""
    with connection.cursor() as cursor:
        cursor.execute(_PAUSE, [settings.MAIL_PAUSE, reason[:500]])  # type: ignore[list-item]
        (failures,) = cursor.fetchone()
    log.log(logging.ERROR if failures == 1 else logging.DEBUG, "mail paused: %s", reason[:500])


def succeed() -> None:
    """A mail went through after the pause: all is well. One that had begun before the pause proves nothing."""
    trouble = MailCircuit.objects.filter(failures__gt=0, paused_until__lte=Now())
    if trouble.update(paused_until=None, reason="", failures=0):
        log.warning("mail flows again")


@transaction.atomic
def resume_sending(circuit: MailCircuit, *, by: AnyActor) -> None:
    """End a pause before its time: whoever mended the mail server need not wait. Raises DomainError."""
    paused = MailCircuit.objects.filter(pk=circuit.pk, paused_until__isnull=False)
    if not paused.update(paused_until=None, reason="", failures=0):
        raise DomainError("unchanged", _("Somebody did this already."))
    audit.record("mail.resumed", by=by, target=circuit, changes={"reason": [circuit.reason, ""]})
    transaction.on_commit(nudge.wake, robust=True)
