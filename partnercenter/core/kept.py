"""Entries of a form that could not be taken at once: kept in the session while the person signs in or proves who they
are, then offered again on a page of their own (situations C-097, C-098). Never a password, never a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse

from partnercenter.core.cleaning import printable

Entries = Sequence[tuple[str, str]]

MAX_FIELDS: Final = 200
MAX_SIZE: Final = 100_000  # characters
TOO_LARGE: Final = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_SECRET_WORDS = ("password", "secret", "token", "otp", "credential")
# What a page fills in for itself, and tells nobody anything.
_INNER = frozenset({"submission", "seen", "version", "step", "drafted", "next"})
_KEY = "kept_entries"


def entries_of(request: HttpRequest) -> Entries:
    """What this POST sent, printable; nothing where some of it is secret, a file, or too much."""
    try:
        sent = request.POST
        has_files = bool(request.FILES)
    except (*TOO_LARGE, UnreadablePostError, MultiPartParserError):
        return []
    entries = [
        (name, value) for name in sent for value in sent.getlist(name) if name != "csrfmiddlewaretoken"
    ]
    names = {name.lower() for name, _value in entries}
    is_secret = "code" in names or any(word in name for name in names for word in _SECRET_WORDS)
    size = sum(len(name) + len(value) for name, value in entries)
    if has_files or is_secret or len(entries) > MAX_FIELDS or size > MAX_SIZE:
        return []
    return [(name, printable(value)) for name, value in entries]


def keep(request: HttpRequest) -> str:
    """Keep what this POST sent. Returns where to go on: the page that offers it again, or the form anew."""
    entries = entries_of(request)
    if not entries:
        return request.get_full_path()
    request.session[_KEY] = {"path": request.get_full_path(), "entries": entries}
    return reverse("kept-entries")


def waiting(request: HttpRequest) -> tuple[str, Entries] | None:
    """Where the kept entries belong, and what they are. The last ones only: one person types in one place."""
    kept = request.session.get(_KEY)
    return (kept["path"], [(name, value) for name, value in kept["entries"]]) if kept else None


def shown(entries: Entries) -> Entries:
    """Those that a person recognises."""
    return [(name, value) for name, value in entries if value and name not in _INNER]
