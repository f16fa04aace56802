"""Mails about who may sign in as a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from accounts import emails
from accounts.notices import Notice


def _tell(people: Any, notice: Notice) -> None:
    emails.tell_of_security(people.kim, notice)


first: Callable[[Any], object] = partial(_tell, notice=Notice.APP_ADDED)
# The same mail for each of the others: `security_notice.which`.
OTHERS: dict[str, Callable[[Any], object]] = {
    f"{emails.SECURITY_NOTICE}.{notice.value.replace('_', '-')}": partial(_tell, notice=notice)
    for notice in Notice
    if notice != Notice.APP_ADDED
}
