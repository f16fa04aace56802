"""The roles of one person in one organisation, with their ends: a value to compare and to store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership, TimedRole
from accounts.permissions import Role
from partnercenter.core.dates import end_of_day, last_day_before

_LEFT = frozenset({Role.DEFAULT_USER.value})
WARN_BEFORE = (timedelta(days=7), timedelta(days=1))


@dataclass(frozen=True)
class Roles:
    """`lasting` have no end; `ends_on` is the last day of the others, in the portal's time zone."""

    lasting: frozenset[str]
    ends_on: Mapping[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str], ends_on: Mapping[str, date]) -> Roles:
        """Default user never ends: it is what is left where nothing else is."""
        chosen = frozenset(map(str, names))
        timed = {role: day for role, day in ends_on.items() if role in chosen - _LEFT}
        return cls._with(chosen - set(timed), timed)

    @classmethod
    def held_by(cls, membership: Membership) -> Roles:
        """Those in force now."""
        rows: Iterable[TimedRole] | None = getattr(membership, "timed_rows", None)  # of a list
        if rows is None:
            rows = TimedRole.objects.in_force().filter(membership=membership).order_by("pk")
        ends_on = {row.role: last_day_before(row.ends_at) for row in rows if row.role not in membership.roles}
        return cls._with(frozenset(membership.roles), ends_on)

    @classmethod
    def _with(cls, lasting: frozenset[str], ends_on: Mapping[str, date]) -> Roles:
        """Default user alone beside roles that end only says what will be left."""
        return cls(frozenset() if ends_on and lasting == _LEFT else lasting, ends_on)

    @property
    def names(self) -> list[str]:
        return sorted({*self.lasting, *self.ends_on})

    @property
    def stored(self) -> list[str]:
        """As the membership keeps them: who has none that lasts is a default user once the others end."""
        return sorted(self.lasting or _LEFT)

    @property
    def ends_at(self) -> dict[str, datetime]:
        return {role: end_of_day(day) for role, day in self.ends_on.items()}

    def more_than(self, other: Roles) -> set[str]:
        """Roles that are not in the other, or end later here."""
        held = {role: self.ends_on.get(role, date.max) for role in self.names}
        theirs = {role: other.ends_on.get(role, date.max) for role in other.names}
        return {role for role, day in held.items() if day > theirs.get(role, date.min)}

    def changes(self, new: Roles) -> dict[str, Any]:
        """Old and new, as an audit event keeps them."""
        found: dict[str, Any] = {"roles": [self.names, new.names]}
        if self.ends_on or new.ends_on:
            found["ends_on"] = [_days(self.ends_on), _days(new.ends_on)]
        return found


def _days(ends_on: Mapping[str, date]) -> dict[str, str]:
    return {role: day.isoformat() for role, day in sorted(ends_on.items())}


def first_warning(ends_at: datetime) -> datetime | None:
    """Seven days before the end or one, whichever still lies ahead."""
    return next((ends_at - ahead for ahead in WARN_BEFORE if ends_at - ahead > timezone.now()), None)


def next_warning(ends_at: datetime, warned_at: datetime) -> datetime | None:
    """The one after that of `warned_at`."""
    return next((ends_at - ahead for ahead in WARN_BEFORE if ends_at - ahead > warned_at), None)
