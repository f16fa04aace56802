"""Invitations on the overview: how many are open, and those that need somebody's attention."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.overview import Card, Figure, Task, count_up_to, limited
from accounts.permissions import Permission
from invitations.asking import ways_to_ask
from invitations.models import Invitation
from invitations.querysets import InvitationQuerySet
from invitations.states import InvitationStatus
from partnercenter.core.actor import Actor
from partnercenter.core.charts import MonthChart, month_bars, months_until
from partnercenter.core.numbers import grouped
from partnercenter.core.querysets import by_month


def invitation_cards(actor: Actor) -> Iterator[Card]:
    where = {"tenant_slug": actor.tenant.slug}
    yield from ways_to_ask(actor)
    if actor.may(Permission.INVITATIONS_VIEW):
        url = reverse("invitations:invitation-list", kwargs=where)
        rows = Invitation.objects.visible_to(actor.tenant)
        own, shared = rows.sent_by(actor.tenant), rows.shared_with(actor.tenant)
        count = count_up_to(own.open()) + count_up_to(shared.open())
        yield Figure(_("Open invitations"), count, f"{url}?state=open", order=30)
        yield from _undeliverable(own, url)
        yield from _expiring(own, url)
        yield from _chart(own)


def _chart(rows: InvitationQuerySet) -> Iterator[MonthChart]:
    """What was sent in the last twelve months, and how much of it was accepted so far."""
    months = months_until(timezone.localdate(), 12)
    counted = by_month(rows, "created_at", months[0], "status")
    if not counted:
        return
    sent = {month: sum(counted[month, status] for status in InvitationStatus) for month in months}
    accepted = {month: counted[month, InvitationStatus.ACCEPTED] for month in months}
    words = _("Invitations sent within a year: %(sent)s, of which accepted: %(accepted)s")
    numbers = {"sent": sum(sent.values()), "accepted": sum(accepted.values())}
    yield MonthChart(
        title=_("Invitations of the last twelve months"),
        finding=words % {name: grouped(number) for name, number in numbers.items()},
        low_label=_("Accepted"),
        high_label=_("Not accepted"),
        bars=month_bars({month: (accepted[month], sent[month] - accepted[month]) for month in months}),
        order=30,
    )


def _undeliverable(rows: InvitationQuerySet, url: str) -> Iterator[Task]:
    count = count_up_to(rows.undeliverable())
    if count:
        title = ngettext(
            "%(count)s open invitation could not be delivered",
            "%(count)s open invitations could not be delivered",
            count,
        )
        text = _("The recipient's mail server refused the mail. Check the address and send it again.")
        words = title % {"count": limited(count)}
        yield Task(words, text, f"{url}?needs=undeliverable", _("Show"), tone="danger", order=20)


def _expiring(rows: InvitationQuerySet, url: str) -> Iterator[Task]:
    count = count_up_to(rows.expiring())
    if count:
        title = ngettext(
            "%(count)s invitation expires within 7 days",
            "%(count)s invitations expire within 7 days",
            count,
        )
        text = _("Nobody has answered yet. Send it again to give it a new link and more time.")
        words = title % {"count": limited(count)}
        yield Task(words, text, f"{url}?needs=expiring", _("Show"), tone="warning", order=30)
