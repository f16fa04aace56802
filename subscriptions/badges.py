"""Where a subscription stands, in words and tones."""

from __future__ import annotations

from partnercenter.core.components import Badge
from subscriptions.states import SubscriptionStatus

SUBSCRIPTIONS: dict[str, Badge] = {
    SubscriptionStatus.ACTIVE: Badge(SubscriptionStatus.ACTIVE.label, "success"),
    SubscriptionStatus.SUSPENDED: Badge(SubscriptionStatus.SUSPENDED.label, "warning", "lock"),
    SubscriptionStatus.EXPIRED: Badge(SubscriptionStatus.EXPIRED.label, "warning", "clock"),
    SubscriptionStatus.DISABLED_30: Badge(SubscriptionStatus.DISABLED_30.label, "neutral", "lock"),
    SubscriptionStatus.DISABLED_90: Badge(SubscriptionStatus.DISABLED_90.label, "neutral", "lock"),
    SubscriptionStatus.CANCELLED: Badge(SubscriptionStatus.CANCELLED.label, "danger", "x-circle"),
    SubscriptionStatus.DELETED: Badge(SubscriptionStatus.DELETED.label, "neutral", "x"),
}
