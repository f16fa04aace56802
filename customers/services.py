"""What the customers of a partner have from it. Apps above say so in ready(), as they do for blockers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Tenant
from partnercenter.core.components import Badge


@dataclass(frozen=True)
class Service:
    """One thing that a customer has, with its page."""

    name: str
    quantity: int
    badge: Badge
    sold_by: str
    url: str


@dataclass(frozen=True)
class Services:
    """`shown` are the first by name of `count`; `assigned` of the `bought` licences are held by somebody."""

    shown: tuple[Service, ...] = ()
    count: int = 0
    bought: int = 0
    assigned: int = 0
    url: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


# What one customer has, as a partner sees it; and how many things each of some customers (by key) has.
of_one: list[Callable[[Tenant, Tenant], Services]] = []
of_many: list[Callable[[Tenant, Collection[int]], dict[int, int]]] = []


def services_of(partner: Tenant, customer: Tenant) -> Services:
    return next((read(partner, customer) for read in of_one), Services())


def attach_counts(page: Iterable[Any], partner: Tenant) -> None:
    """Gives each row of a page `services`, the number of what its customer has from the partner now."""
    rows = list(page)
    ids = {row.customer_id for row in rows}
    counted = next((count(partner, ids) for count in of_many), {}) if ids else {}
    for row in rows:
        row.services = counted.get(row.customer_id, 0)
