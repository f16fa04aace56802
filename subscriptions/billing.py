"""From subscriptions and their ledgers to what customers owe for a month: one bill for each customer and currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from subscriptions.models import SeatChange, StatementLine, Subscription
from subscriptions.proration import lines_of


@dataclass
class Bill:
    """What one customer owes one partner in one currency; `lines` by name of the subscription."""

    partner_id: int
    customer_id: int
    customer_key: str
    currency: str
    lines: list[StatementLine] = field(default_factory=list)  # not stored; of no statement yet

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def bills(
    subscriptions: Iterable[Subscription], ledgers: Mapping[int, Sequence[SeatChange]], month: date
) -> list[Bill]:
    """`ledgers` by the subscription's id. Where nothing falls due there is no bill."""
    found: dict[tuple[int, int, str], Bill] = {}
    for one in sorted(subscriptions, key=lambda one: (one.partner_id, one.customer_id, one.name_key, one.pk)):
        key = (one.partner_id, one.customer_id, one.currency)
        for line in lines_of(one, ledgers.get(one.pk, ()), month):
            bill = found.setdefault(key, Bill(*key[:2], one.customer_key, one.currency))
            bill.lines.append(StatementLine(subscription=one, name=one.name, **asdict(line)))
    return list(found.values())
