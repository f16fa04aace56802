"""Drafts that nobody goes on with are forgotten: they hold personal data."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from subscriptions.models import Order, OrderDraft
from subscriptions.sweeps import forget_all_old, forget_batch
from tests import factories as make
from tests.world import World


def _age(draft: OrderDraft, days: int) -> None:
    OrderDraft.objects.filter(pk=draft.pk).update(changed_at=timezone.now() - timedelta(days=days))


def test_after_thirty_untouched_days(contoso: World) -> None:
    """What was submitted stays an order; what was touched yesterday stays a draft."""
    fresh, old = contoso.draft, contoso.new_draft
    order = contoso.order
    done = make.OrderDraftFactory(
        partner=contoso.provider, user=contoso.admin, status="submitted", order=order
    )
    for draft, days in ((fresh, 29), (old, 31), (done, 31)):
        _age(draft, days)
    assert forget_all_old() == 2
    assert list(OrderDraft.objects.all()) == [fresh]
    assert Order.objects.filter(pk=order.pk).exists()
    assert forget_all_old() == 0


def test_in_batches(contoso: World) -> None:
    for draft in (contoso.draft, contoso.new_draft):
        _age(draft, 31)
    assert (forget_batch(1), forget_batch(1), forget_batch(1)) == (1, 1, 0)
