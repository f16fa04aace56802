"""Roles that end soon, on the overview: one's own, and those of the people whom one manages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import TimedRole
from accounts.overview import LIMIT, Card, Task, limited
from accounts.permissions import Permission, Role
from accounts.states import TenantKind
from partnercenter.core.actor import Actor
from partnercenter.core.dates import date_words, last_day_before

SOON = 7  # days


def ending_roles(actor: Actor) -> Iterator[Card]:
    """`Waiting for you`, from seven days before the end."""
    soon = TimedRole.objects.visible_to(actor.tenant).ending(SOON).order_by("ends_at", "pk")
    manages = actor.may(Permission.MEMBERS_MANAGE) and actor.tenant.kind == TenantKind.PARTNER
    rows = soon if manages else soon.filter(membership__user=actor.user)
    found = list(rows.select_related("membership")[: LIMIT + 1])
    own = [row for row in found if row.membership.user_id == actor.user.pk]
    for row in own:
        day = {"role": Role(row.role).label, "day": date_words(last_day_before(row.ends_at))}
        title = _("Your role ends on %(day)s: %(role)s") % day
        yield Task(title, _("If you need it for longer, ask a global admin or a user admin."), order=15)
    yield from _of_colleagues(actor, len(found) - len(own))


def _of_colleagues(actor: Actor, count: int) -> Iterator[Card]:
    if count:
        title = ngettext(
            "%(count)s role of a colleague ends within 7 days",
            "%(count)s roles of colleagues end within 7 days",
            count,
        )
        url = f"{reverse('invitations:team-list', args=[actor.tenant.slug])}?state=ending"
        text = _("If that is right, there is nothing to do. Otherwise give them another end, or none.")
        yield Task(title % {"count": limited(count)}, text, url, _("Show"), tone="info", order=40)
