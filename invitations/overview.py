"""Invitations on the overview: how many are open, and those that need somebody's attention."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.overview import Card, Figure, Task, count_up_to, limited
from accounts.permissions import Permission
from invitations.asking import ways_to_ask
from invitations.models import Invitation
from invitations.querysets import InvitationQuerySet
from partnercenter.core.actor import Actor


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
