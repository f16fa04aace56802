from __future__ import annotations

from customers.emails import ATTESTED
from partnercenter.core.mail import MailKind, register


def register_all() -> None:
    register(MailKind(name=ATTESTED))
