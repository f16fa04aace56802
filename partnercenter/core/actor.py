"""Who does something: a person in an organisation, an operator with a reason, or the system."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias


class Permitted(Protocol):
    """Decides what roles may do; given by the accounts app, which knows the table."""

    def __call__(self, actor: Actor, permission: str) -> bool: ...


_decide: list[Permitted] = []


def decide_with(decide: Permitted) -> None:
    """Register the permission table (accounts.apps); the last registration counts."""
    _decide[:] = [decide]


@dataclass(frozen=True)
class Actor:
    """A person acting in one of the organisations they belong to."""

    user: Any
    tenant: Any
    roles: frozenset[str] = field(default_factory=frozenset)
    kind = "user"
    reason = ""

    def may(self, permission: str) -> bool:
        """True where one of the roles, and what the organisation is, allow it."""
        return _decide[0](self, permission)


@dataclass(frozen=True)
class OperatorActor:
    """A member of the operator's staff, in Django admin, with the reason they gave."""

    user: Any
    reason: str
    kind = "operator"
    tenant = None
    roles: Collection[str] = frozenset()


@dataclass(frozen=True)
class SystemActor:
    """The portal itself, e.g. the expiry sweep."""

    name: str
    kind = "system"
    user = None
    tenant = None
    reason = ""
    roles: Collection[str] = frozenset()


AnyActor: TypeAlias = Actor | OperatorActor | SystemActor
