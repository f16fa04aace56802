"""What other apps repeat of a tenant for their sorted and filtered lists; each adds a callable in ready()."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from accounts.models import Tenant
from accounts.states import CustomerAgreement

after_rename: list[Callable[[Tenant], None]] = []


class FollowsAgreement(Protocol):
    def __call__(self, *, customer: Tenant, state: CustomerAgreement) -> None: ...


after_customer_agreement: list[FollowsAgreement] = []
