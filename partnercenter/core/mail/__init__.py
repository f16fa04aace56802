"""Mail that is not lost.

A mail is a row written in the transaction of what it speaks of (`enqueue`). Workers lease rows and speak SMTP
outside any transaction (`delivery`). The commit nudges a worker; beat drains what the nudge lost (`nudge`).
"""

from partnercenter.core.mail.queue import abort, enqueue, retry
from partnercenter.core.mail.registry import MailKind, kind_of, register
from partnercenter.core.mail.rewording import Reworded, reword

__all__ = ["MailKind", "Reworded", "abort", "enqueue", "kind_of", "register", "retry", "reword"]
