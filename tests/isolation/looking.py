"""Looking for what must not be there: canaries in answers, changes in rows, differences between two refusals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import connection

from partnercenter.core.models import OutgoingMail

# What a request may leave behind by itself: a session, a counted attempt, a sign of life.
RESTLESS = {"core_session", "core_ratewindow", "core_heartbeat"}
_NOISE = re.compile(
    r'nonce-[\w+/=-]+|nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"'
    r"|csrftoken=[^;]*;|expires=[^;]*;"
)
_LIVELY_HEADERS = {"X-Request-ID", "Content-Length", "Server-Timing"}


def tables() -> list[str]:
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(names - RESTLESS)


def fingerprints() -> dict[str, str]:
    """Table → a hash over all its rows; needs sight of every row."""
    parts = [
        f"SELECT '{name}', count(*) || ':' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t"
        for name in tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def rows(of: Iterable[str] = ()) -> dict[str, set[str]]:
    """Table → the text of every row; of these tables, or of all."""
    found: dict[str, set[str]] = {name: set() for name in of or tables()}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', t::text FROM \"{name}\" t" for name in found))
        for name, text in cursor.fetchall():
            found[name].add(text)
    return found


def missing(before: dict[str, set[str]]) -> dict[str, set[str]]:
    """Rows of `before` that are changed or gone now."""
    full = {name: texts for name, texts in before.items() if texts}
    now = rows(full)
    return {name: lost for name, texts in full.items() if (lost := texts - now[name])}


def text_of(response: Any) -> str:
    """The whole body, of a file too; a file stays readable."""
    if response.streaming:
        whole = b"".join(response.streaming_content)
        response.streaming_content = [whole]
        return whole.decode(errors="replace")
    return str(response.content.decode(errors="replace"))


def leaks(response: Any, canary: str, typed: Iterable[str] = ()) -> list[str]:
    """Where the canary shows in an answer; what the visitor typed into the address does not count."""
    places = {"body": text_of(response), "reason": response.reason_phrase}
    places |= {f"header {name}": value for name, value in response.items()}
    places |= {f"cookie {name}": morsel.value for name, morsel in response.cookies.items()}
    found = []
    for place, text in places.items():
        for word in typed:
            text = text.replace(word, "").replace(quote(word), "").replace(quote(word, safe=""), "")  # noqa: PLW2901
        if canary in text:
            start = text.index(canary)
            found.append(f"{place}: …{text[max(0, start - 80) : start + 80]}…")
    return found


def mail_leaks(canary: str, after: int) -> list[str]:
    """New mails that carry the canary."""
    words = ("to_address", "to_name", "from_name", "reply_to", "subject", "text")
    mails = OutgoingMail.objects.filter(pk__gt=after).values_list("kind", *words)
    return [str(mail) for mail in mails if any(canary in str(word) for word in mail)]


def last_mail() -> int:
    return OutgoingMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def shape(response: Any, *typed: str) -> tuple[int, dict[str, str], str]:
    """An answer without what differs between any two: two refusals must be of one shape."""
    text = response.content.decode(errors="replace")
    for word in typed:
        text = text.replace(word, "…")
    headers = {}
    for name, value in response.items():
        if name not in _LIVELY_HEADERS:
            for word in typed:
                value = value.replace(quote(word), "…").replace(word, "…")  # noqa: PLW2901
            headers[name] = _NOISE.sub("", value)
    return response.status_code, headers, _NOISE.sub("", text)
