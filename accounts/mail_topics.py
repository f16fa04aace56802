"""What people hear of, by mail and in their inbox; apps register their topics in ready().

    heard = {"order.failed": Heard((Permission.ORDER_CREATE,))}
    register(Topic("orders", _("Orders"), _("What became of an order that had to wait."), order=30, heard=heard))

A kind of mail names its topic (core.mail.MailKind); `actions.tell` asks the reader's choice. The inbox follows the log (ADR
0029): `heard` says of which events whom it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.permissions import Permission
from accounts.states import TenantKind
from partnercenter.core.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from partnercenter.core.models import AuditEvent


def _of_partners(actor: Actor) -> bool:
    return bool(actor.tenant.kind == TenantKind.PARTNER)


def by_choice(*, by: Actor) -> None:
    """Stopped by the choice Off."""


def _whatever_it_was(event: AuditEvent) -> bool:
    return True


@dataclass(frozen=True)
class Heard:
    """Who hears of an event of their organisation, on either side of it: whoever may one of these. `when`: of which."""

    by: tuple[Permission, ...]
    when: Callable[[AuditEvent], bool] = _whatever_it_was


def heard_by(actions: Iterable[str], *permissions: Permission) -> dict[str, Heard]:
    return dict.fromkeys(actions, Heard(permissions))


@dataclass(frozen=True)
class Topic:
    """`name`: up to 8 letters, part of the link that stops it. `page`: where a topic with a rhythm of its own is set;
    `stop` then is how that is switched off, for the person who acts. `heard`: by action, what of it stands in the inbox.
    `by_mail`: whether people choose how to hear of it; the others come at once, or stand in the inbox alone."""

    name: str
    label: _StrPromise
    text: _StrPromise | str
    order: int = 100
    shown: Callable[[Actor], bool] = _of_partners
    page: str = ""
    stop: Callable[..., Any] = by_choice
    heard: Mapping[str, Heard] = field(default_factory=dict)
    by_mail: bool = True


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    _topics[topic.name] = topic


def find(name: str) -> Topic | None:
    return _topics.get(name)


def topics_for(actor: Actor) -> list[Topic]:
    """What this person may hear of by mail, in order."""
    return [topic for topic in _in_order() if topic.by_mail and topic.shown(actor)]


def what_hears(actor: Actor) -> dict[str, Topic]:
    """The actions of which this person hears in the inbox, by their roles and what the organisation is; topics in order."""
    return {
        action: topic
        for topic in _in_order()
        for action, heard in topic.heard.items()
        if any(map(actor.may, heard.by))
    }


def of_action(action: str) -> Topic | None:
    return next((topic for topic in _topics.values() if action in topic.heard), None)


def is_heard(event: AuditEvent) -> bool:
    """Whether anybody hears of it."""
    topic = of_action(event.action)
    return topic is not None and topic.heard[event.action].when(event)


def _in_order() -> list[Topic]:
    return sorted(_topics.values(), key=lambda topic: topic.order)
