"""The inbox of one person in one organisation: what stands in it, and where it leads.

Apps say in ready() on which page the object of an event is, for whom:

    lead_to("relationships.partnership", Way(Permission.RESELLERS_VIEW, "…:reseller-detail", "public_id", rows))
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from accounts import mail_topics
from accounts.mail_topics import Topic
from accounts.models import Notification, Tenant
from accounts.permissions import Permission
from accounts.querysets_inbox import NotificationQuerySet
from partnercenter.core.actor import Actor
from partnercenter.core.sentences import Told, tell

COUNTED: Final = 99  # as far as the header counts


@dataclass(frozen=True)
class Way:
    """A page of one object: who may open it, and `rows`, those that the organisation finds there. `part`: what of its
    address names the object; "": nothing. `value`: the column that does."""

    permission: Permission
    page: str
    part: str
    rows: Callable[[Tenant], QuerySet[Any]]
    value: str = "public_id"


_ways: dict[str, tuple[Way, ...]] = {}


def lead_to(label: str, *ways: Way) -> None:
    """Where events about objects of this model lead: the first of these on which the reader finds the object."""
    _ways[label.lower()] = ways


@dataclass(frozen=True)
class Note:
    """One notification as its reader sees it. `url`: of the object's page, "" where there is none for the reader."""

    notification: Notification
    reader: Tenant
    topic: Topic | None
    url: str

    @cached_property
    def told(self) -> Told:
        return tell(self.notification.event, self.reader)


def parts(rows: NotificationQuerySet, actor: Actor) -> list[NotificationQuerySet]:
    """Those of which this person hears, in parts that share no row."""
    return rows.apart(actor, list(mail_topics.what_hears(actor)))


def count_unread(actor: Actor) -> int:
    """One query that counts no further than one past `COUNTED`, whatever there is."""
    rows = Notification.objects.visible_to(actor.tenant).with_unread(actor.user, actor.tenant).unread()
    first, second = (part.order_by().values("pk")[: COUNTED + 1] for part in parts(rows, actor))
    return min(first.union(second, all=True).count(), COUNTED + 1)


def topics_of(actor: Actor) -> list[Topic]:
    """Those of which the person hears; of their own membership everybody does."""
    about_me = mail_topics.of_action("member.roles_changed")
    found = [*mail_topics.what_hears(actor).values(), *([about_me] if about_me else [])]
    return list({topic.name: topic for topic in found}.values())


def notes(rows: Sequence[Notification], actor: Actor) -> list[Note]:
    """As the person reads them; one query for each kind of object on the page."""
    urls = _urls([row.event for row in rows], actor)
    return [
        Note(
            row,
            actor.tenant,
            mail_topics.of_action(row.action),
            urls.get((row.event.target_type, row.event.target_public_id), ""),
        )
        for row in rows
    ]


def _urls(events: Iterable[Any], actor: Actor) -> dict[tuple[str, str], str]:
    ids = defaultdict(set)
    for event in events:
        ids[event.target_type].add(event.target_public_id)
    return {
        (label, public_id): url
        for label, wanted in ids.items()
        for way in reversed(_ways.get(label, ()))
        if actor.may(way.permission)
        for public_id, url in _addresses(way, wanted, actor.tenant)
    }


def _addresses(way: Way, ids: set[str], tenant: Tenant) -> Iterable[tuple[str, str]]:
    found = way.rows(tenant).filter(public_id__in=ids).order_by().values_list("public_id", way.value)
    for public_id, value in found:
        part = {way.part: value} if way.part else {}
        yield public_id, reverse(way.page, kwargs={"tenant_slug": tenant.slug, **part})
