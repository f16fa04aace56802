"""Guards over the log's words: every action that is recorded anywhere has its sentence, and no sentence is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from partnercenter.core import sentences
from tests import factories as make
from tests.architecture.sources import Source, app_sources, calls, python

ACTION = re.compile(r"^[a-z_]+\.[a-z_0-9]+$")
IN_SQL = re.compile(r"'([a-z_]+\.[a-z_0-9]+)'|'([a-z_]+\.)' \|\|")
PLACE = re.compile(r"%\((\w+)\)s")
KNOWN = sentences.known()
TOPICS = {topic.name: topic for topic in sentences.topics()}


def _records(source: Source) -> bool:
    return "core_auditevent" in source.text or any(
        name.startswith("record") for _call, name in calls(source.tree)
    )


def _files() -> list[Source]:
    files = [*app_sources(), *python("partnercenter/core")]
    return [source for source in files if _records(source) and not source.path.endswith("sentences.py")]


def _named(source: Source) -> Iterator[str]:
    """Actions named in a file; of those that are put together, the topic with its dot."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if re.fullmatch(r"[a-z_]+\.", start):
                yield start
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if ACTION.match(node.value) and sentences.topic_name(node.value) in TOPICS:
                yield node.value
            elif "core_auditevent" in node.value:
                yield from (whole or start for whole, start in IN_SQL.findall(node.value))


NAMED = {action for source in _files() for action in _named(source) if action.split(".")[0] in TOPICS}


def test_the_scan_finds_what_is_recorded() -> None:
    assert {"partnership.removed", "invitation.expired", "statement.made", "order.", "subscription."} <= NAMED
    assert len(NAMED) > 60


def test_every_action_has_a_sentence() -> None:
    missing = {action for action in NAMED if not action.endswith(".")} - set(KNOWN)
    assert not missing, f"Give these a sentence in the app's sentences.py: {sorted(missing)}"


def test_every_first_argument_of_record_is_of_a_topic() -> None:
    for source in _files():
        for call, name in calls(source.tree):
            first = call.args[0] if call.args else None
            if name in {"record", "record_each"} and isinstance(first, ast.Constant):
                assert first.value in KNOWN, f"{source.path}: {first.value!r} has no sentence"


def test_no_sentence_is_left_over() -> None:
    topics = {action for action in NAMED if action.endswith(".")}
    left = {
        action for action in KNOWN if action not in NAMED and f"{sentences.topic_name(action)}." not in topics
    }
    assert not left, f"Nothing records these any more: {sorted(left)}"


@pytest.mark.parametrize("action", sorted(KNOWN))
def test_a_sentence_names_only_what_there_is(action: str) -> None:
    topic = TOPICS[sentences.topic_name(action)]
    places = set(PLACE.findall(KNOWN[action].text))
    changed = {f"{which}_{name}" for which in ("old", "new") for name in topic.fields}
    assert places <= {"who", "object", "other", "organisation"} | changed
    assert places, "it says neither who nor what"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_sentence_can_be_read(db: None, language: str) -> None:
    """By both sides and by operators; nothing of it stays in English."""
    event = make.AuditEventFactory(counterparty=make.TenantFactory(name="Fabrikam"), target_name="Contoso")
    with translation.override(language):
        for event.action in KNOWN:
            for reader in (event.tenant, event.counterparty, None):
                told = sentences.tell(event, reader)
                assert "%(" not in told.text
                assert told.text != event.action


def test_an_action_without_a_sentence_is_not_recorded() -> None:
    with pytest.raises(LookupError, match=r"nothing\.done"):
        sentences.require("nothing.done")
    with pytest.raises(ValueError, match="do not begin with"):
        sentences.register("one", "One", {"other.done": sentences.Sentence("%(who)s")})
