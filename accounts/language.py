"""A person's own language, kept where they choose it."""

from __future__ import annotations

from accounts.actions import set_language
from accounts.models import User
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor


def keep_language(user: User, language: str) -> None:
    """In system scope, since the event belongs to no organisation."""
    with tenancy.system(reason="the event of a person's own language"):
        set_language(user=user, language=language, by=Actor(user, None))
