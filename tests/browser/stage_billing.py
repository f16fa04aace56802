"""What of the billing of direct customers there is on the stage."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from tests import factories as make
from tests.world import World

LONG = (
    "Microsoft 365 Business Premium with everything that a growing organisation needs, 연간 약정, 월별 청구"
)


def build_billing(world: World) -> None:
    """The direct-bill partner sells to a customer: a statement with seats, and some that went back."""
    held = make.ResellerRelationshipFactory(partner=world.direct, customer__name="한빛 Systems & Partners")
    order = make.OrderFactory(relationship=held)
    month = timezone.now().date().replace(day=1) - relativedelta(months=1)
    rows = [
        make.SubscriptionFactory(
            order=order, name=name, starts_on=month - timedelta(days=40), unit_price=Decimal(19900)
        )
        for name in (LONG, "Backup")
    ]
    made = make.StatementFactory(partner=world.direct, customer=held.customer, month=month, total=Decimal(-1))
    for row, quantity, amount in ((rows[0], 1200, 23880000), (rows[1], -2, -23880001)):
        make.StatementLineFactory(
            statement=made, subscription=row, name=row.name, quantity=quantity, amount=Decimal(amount),
            ends_on=month + timedelta(days=29),
        )  # fmt: skip
    _ = world.statement
