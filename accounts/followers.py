"""What other apps repeat of a tenant for their sorted and filtered lists, and what of theirs hangs on a membership; each
adds a callable in ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from accounts.models import Membership, Tenant
from accounts.states import CustomerAgreement
from partnercenter.core.actor import AnyActor, OperatorActor

if TYPE_CHECKING:
    from accounts.personal import Person

after_rename: list[Callable[[Tenant], None]] = []


after_suspension: list[Callable[[Tenant], None]] = []  # and after it was lifted


class FollowsAgreement(Protocol):
    def __call__(self, *, customer: Tenant, state: CustomerAgreement) -> None: ...


after_customer_agreement: list[FollowsAgreement] = []


class FollowsRemoval(Protocol):
    def __call__(self, *, membership: Membership, by: AnyActor) -> None: ...


before_member_removal: list[FollowsRemoval] = []


class SaysWhatEnds(Protocol):
    def __call__(self, membership: Membership, *, leaves: bool) -> Iterable[str]: ...


# What of other apps ends for somebody who is blocked or (`leaves`) removed, in sentences.
ends_with_member: list[SaysWhatEnds] = []


class FollowsErasure(Protocol):
    def __call__(self, *, person: Person, by: OperatorActor) -> None: ...


# What ends in other apps before a person's data are erased there (accounts.personal).
before_erasure: list[FollowsErasure] = []
