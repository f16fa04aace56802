"""Mails about roles: context and recipient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.actions import tell
from accounts.models import Membership, TimedRole, User
from partnercenter.core.dates import date_words, last_day_before, zone_words
from partnercenter.core.text import short

ROLE_ENDS = "role_ends"
ROLE_ENDS_GIVER = "role_ends_giver"


def tell_role_ends(membership: Membership, rows: Sequence[TimedRole]) -> None:
    """The person whose roles end; all of `rows` end at the same moment."""
    subject = gettext_noop("Your role at %(name)s ends on %(day)s")
    _queue(ROLE_ENDS, membership, rows, membership.user, subject)


def tell_giver_role_ends(membership: Membership, rows: Sequence[TimedRole], giver: User) -> None:
    """Whoever gave them, or can give them anew."""
    _queue(ROLE_ENDS_GIVER, membership, rows, giver, gettext_noop("A role of %(person)s ends on %(day)s"))


def _queue(kind: str, membership: Membership, rows: Sequence[TimedRole], reader: User, subject: str) -> None:
    """Once for each warning: the key names the roles and the moment at which it was due."""
    first = rows[0]
    roles = "-".join(str(row.pk) for row in rows)
    due = f"{first.warn_at:%Y%m%d}" if first.warn_at else ""
    with translation.override(reader.language):
        context: dict[str, Any] = {
            "person": reader,
            "membership": membership,
            "colleague": membership.user,
            "tenant": membership.tenant,
            "roles": [row.get_role_display() for row in rows],
            "day": last_day_before(first.ends_at),
            "zone": zone_words(),
        }
        words = {
            "name": short(membership.tenant.name, 23),
            "person": short(membership.user.full_name, 23),
            "day": date_words(context["day"]),
        }
        tell(
            person=reader,
            tenant=membership.tenant,
            as_of=membership.tenant,
            kind=kind,
            key=f"{kind}:{reader.pk}:{roles}:{due}",
            subject=translation.gettext(subject) % words,
            text=render_to_string(f"emails/{kind}.txt", context),
            about=membership,
        )
