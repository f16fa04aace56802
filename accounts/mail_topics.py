"""What mails are about, as people choose how to hear of it; apps register their topics in ready().

    register(Topic("orders", _("Orders"), _("What became of an order that had to wait."), order=30))

A kind of mail names its topic (core.mail.MailKind); `actions.tell` asks the reader's choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.states import TenantKind
from partnercenter.core.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _of_partners(actor: Actor) -> bool:
    return bool(actor.tenant.kind == TenantKind.PARTNER)


def by_choice(*, by: Actor) -> None:
    """Stopped by the choice Off."""


@dataclass(frozen=True)
class Topic:
    """`name`: up to 8 letters, part of the link that stops it. `page`: where a topic with a rhythm of its own is set;
    `stop` then is how that is switched off, for the person who acts."""

    name: str
    label: _StrPromise
    text: _StrPromise | str
    order: int = 100
    shown: Callable[[Actor], bool] = _of_partners
    page: str = ""
    stop: Callable[..., Any] = by_choice


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    _topics[topic.name] = topic


def find(name: str) -> Topic | None:
    return _topics.get(name)


def topics_for(actor: Actor) -> list[Topic]:
    """What this person may hear of, in order."""
    return sorted((topic for topic in _topics.values() if topic.shown(actor)), key=lambda topic: topic.order)
