"""The day's mail: context and recipient."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import HeldMail, Membership
from partnercenter.core import mail
from partnercenter.core.text import short

DAILY = "daily_digest"
SHOWN = 50  # events that a mail names


def send_day(member: Membership, rows: Sequence[HeldMail]) -> None:
    """What happened, a line each."""
    person, tenant = member.user, member.tenant
    with translation.override(person.language):
        context = {
            "person": person,
            "tenant": tenant,
            "rows": rows[:SHOWN],
            "more": max(0, len(rows) - SHOWN),
        }
        mail.enqueue(
            kind=DAILY,
            key=f"{DAILY}:{rows[0].pk}",
            to=person.email,
            to_name=person.full_name,
            language=person.language,
            subject=_("Your day at %(name)s") % {"name": short(tenant.name, 36)},
            text=render_to_string("emails/daily_digest.txt", context).strip(),
            tenant=tenant,
            reader=member.public_id,
        )
