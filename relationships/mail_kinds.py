from __future__ import annotations

from partnercenter.core.mail import MailKind, register
from relationships.emails import COURTESY


def register_all() -> None:
    register(MailKind(name=COURTESY))
