"""Every action as people read it: one sentence each. Apps give theirs in ready(); all timelines and logs use them.

    register(
        "partnership",                                    # what stands before the dot of the actions
        _("Partnerships"),
        {"partnership.removed": Sentence(gettext_noop("%(who)s removed the partnership with %(other)s."), "x", "danger")},
        {"removal_reason": Field(_("Reason"), RemovalReason.choices)},
    )

A sentence may name `who` (with the organisation, where it is not the reader's), `object` (its name at that time),
`other` (the other side), `organisation` (whose event it is), and `new_…` and `old_…`: a value that changed.
`audit.record` refuses an action that has no sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partnercenter.core.components import TimelineEntry, Tone
from partnercenter.core.dates import date_words, instant_words
from partnercenter.core.models.audit import ERASED

if TYPE_CHECKING:
    from django.db.models import Model
    from django.utils.functional import _StrPromise

    from accounts.models import Tenant
    from partnercenter.core.models import AuditEvent

    Words = str | _StrPromise

NOTHING: Final = "–"


def _the_reason(event: AuditEvent) -> str:
    return event.reason


def _no_other_words(event: AuditEvent) -> str:
    return ""


@dataclass(frozen=True)
class Sentence:
    """text: marked by gettext_noop. otherwise: gives another text for some events, or "".
    detail: what a timeline quotes below it, to who may read it. shared: the other side may, too.
    """

    text: str
    icon: str = "dot"
    tone: Tone = "neutral"
    shared: bool = False
    detail: Callable[[AuditEvent], str] = _the_reason
    otherwise: Callable[[AuditEvent], str] = _no_other_words


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


def _as_it_is(value: Any) -> str:
    return str(value)


@dataclass(frozen=True)
class Field:
    """How people read a value in an event's changes: its label, and the words for its codes."""

    label: Words
    choices: Iterable[tuple[str, Words]] = ()
    show: Callable[[Any], str] = _as_it_is

    def words(self, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(self.words(one) for one in value) or NOTHING
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if value in (None, ""):
            return NOTHING
        return str(dict(self.choices).get(str(value), "")) or self.show(value)

    def change(self, old: Any, new: Any) -> Change:
        return Change(capfirst(str(self.label)), self.words(old), self.words(new))


def fields_of(model: type[Model], *names: str) -> dict[str, Field]:
    """Fields of a model, in its own words."""
    found = [(name, model._meta.get_field(name)) for name in names]
    return {name: Field(one.verbose_name, one.choices or ()) for name, one in found}  # type: ignore[union-attr, arg-type]


def instant(value: Any) -> str:
    """For `Field(show=…)`: an instant in ISO 8601."""
    return instant_words(datetime.fromisoformat(str(value)))


def day(value: Any) -> str:
    """Likewise a day."""
    return date_words(date.fromisoformat(str(value)))


@dataclass(frozen=True)
class Topic:
    """What an action is about: the word before its dot, and the words for it."""

    name: str
    label: Words
    sentences: Mapping[str, Sentence]
    fields: Mapping[str, Field]


@dataclass(frozen=True)
class Told:
    """An event in words, for one reader. `changes` and `reason` are empty where they are not the reader's to know."""

    text: str
    who: str
    at: datetime
    icon: str
    tone: Tone
    is_system: bool
    detail: str = ""
    reason: str = ""
    changes: list[Change] = field(default_factory=list)

    def entry(self) -> TimelineEntry:
        return TimelineEntry(self.at, self.text, self.detail, self.icon, self.tone, self.is_system)


_topics: dict[str, Topic] = {}


def register(
    name: str, label: Words, sentences: Mapping[str, Sentence], fields: Mapping[str, Field] | None = None
) -> None:
    """Add the sentences of a topic; registered again, it takes the place of the first."""
    strangers = [action for action in sentences if topic_name(action) != name]
    if strangers:
        raise ValueError(f"{strangers} do not begin with {name!r} and a dot")
    _topics[name] = Topic(name, label, sentences, fields or {})


def topic_name(action: str) -> str:
    return action.partition(".")[0]


def topic_label(action: str) -> str:
    """What the action is about, in words; nothing for one of an app that is gone."""
    topic = _topics.get(topic_name(action))
    return capfirst(str(topic.label)) if topic else ""


def topics() -> list[Topic]:
    return list(_topics.values())


def known() -> dict[str, Sentence]:
    """Every action that has a sentence."""
    return {action: one for topic in _topics.values() for action, one in topic.sentences.items()}


def require(action: str) -> None:
    """Raises LookupError for an action without a sentence: a mistake of who writes the code."""
    topic = _topics.get(topic_name(action))
    if topic is None or action not in topic.sentences:
        raise LookupError(f"give {action!r} a sentence with core.sentences.register in its app's ready()")


def may_read(event: AuditEvent, reader: Tenant | None) -> bool:
    """Whether what changed and why is the reader's to know: its own people's doing, what operators or the portal did
    to it, and what both sides may know. Operators (None) read everything."""
    if reader is None or reader.pk == (event.on_behalf_of_id or event.tenant_id):
        return True
    topic = _topics.get(topic_name(event.action))
    return bool(topic and event.action in topic.sentences and topic.sentences[event.action].shared)


def tell(event: AuditEvent, reader: Tenant | None) -> Told:
    """The event in the reader's language. `reader`: the organisation that reads; None: an operator."""
    topic = _topics.get(topic_name(event.action)) or Topic("", "", {}, {})
    sentence = topic.sentences.get(event.action) or Sentence(event.action)  # of an app that is gone
    is_open = may_read(event, reader)
    who = who_did(event, reader)
    changes = list(_changes(event, topic)) if is_open else []
    return Told(
        text=_(sentence.otherwise(event) or sentence.text) % _Named(event, who, topic, is_open=is_open),
        who=who,
        at=event.at,
        icon=sentence.icon,
        tone=sentence.tone,
        is_system=event.actor_kind == "system",
        detail=_erasable(sentence.detail(event)) if is_open else "",
        reason=_erasable(event.reason) if is_open else "",
        changes=changes,
    )


def who_did(event: AuditEvent, reader: Tenant | None) -> str:
    """The person, with the organisation it acted for where that is another than the reader. Operators stay unnamed."""
    if event.actor_kind == "operator" and reader is not None:
        return _("An operator of the portal")
    if event.actor_kind == "system":
        return _("The portal")
    name = _("A person whose data was erased") if event.actor_name == ERASED else event.actor_name
    other = event.on_behalf_of
    return f"{name} ({other.name})" if other and (reader is None or other.pk != reader.pk) else name


def _erasable(text: str) -> str:
    return _("(erased)") if text == ERASED else text


def _changes(event: AuditEvent, topic: Topic) -> Iterable[Change]:
    for name, values in event.changes.items():
        known = topic.fields.get(name) or Field(name.replace("_", " "))
        old, new = values if isinstance(values, list) and len(values) == 2 else (None, values)
        yield known.change(old, new)


class _Named(dict[str, str]):
    """What a sentence may name, worked out when it does."""

    def __init__(self, event: AuditEvent, who: str, topic: Topic, *, is_open: bool) -> None:
        super().__init__(who=who)
        self.event, self.topic, self.is_open = event, topic, is_open

    def __missing__(self, name: str) -> str:
        event = self.event
        if name == "object":
            return _erasable(event.target_name) or event.target_public_id or NOTHING
        if name == "other":
            return event.counterparty.name if event.counterparty else NOTHING
        if name == "organisation":
            return event.tenant.name if event.tenant else NOTHING
        which, _dash, changed = name.partition("_")
        values = event.changes.get(changed) if self.is_open else None
        value = values[which == "new"] if isinstance(values, list) and len(values) == 2 else None
        return (self.topic.fields.get(changed) or Field(changed)).words(value)
