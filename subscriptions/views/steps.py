"""The steps of an order, as every page of it shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from subscriptions.models import OrderDraft

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_STEPS = (
    ("draft-details", _("New customer")),
    ("draft-subscriptions", _("New subscription")),
    ("draft-review", _("Review")),
    ("order-confirmation", _("Confirmation")),
)


@dataclass(frozen=True)
class Step:
    label: _StrPromise
    url: str = ""
    is_current: bool = False


def steps(tenant: Tenant, draft: OrderDraft | None, current: str, *, is_new: bool) -> list[Step]:
    """Those that are done are links; an existing customer has no first one."""
    found, done = [], True
    for name, label in _STEPS if is_new else _STEPS[1:]:
        if name == current:
            done = False
        url = reverse(f"subscriptions:{name}", args=[tenant.slug, draft.public_id]) if done and draft else ""
        found.append(Step(label, url, name == current))
    return found
