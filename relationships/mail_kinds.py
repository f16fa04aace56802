from __future__ import annotations

from partnercenter.core.mail import MailKind, register
from relationships.emails import COURTESY, ROLES_REMOVED


def register_all() -> None:
    register(MailKind(name=COURTESY))
    register(MailKind(name=ROLES_REMOVED))
