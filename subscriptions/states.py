from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publisher(models.TextChoices):
    """Who publishes a product; reference 3.6 filters by it."""

    MICROSOFT = "microsoft", _("Microsoft")
    PARTNER = "partner", _("Partner")


class OfferKind(models.TextChoices):
    """What is bought: seats, metered use, software for ever, or capacity reserved for a term."""

    LICENCE = "licence", _("Licence-based")
    USAGE = "usage", _("Usage-based")
    SOFTWARE = "software", _("Software")
    RESERVATION = "reservation", _("Reservation")


class Category(models.TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    SMALL_BUSINESS = "small_business", _("Small business")


class Term(models.TextChoices):
    """How long one buys, as ISO 8601 durations; `NONE`: without end (usage, perpetual software)."""

    MONTH = "P1M", _("1 month")
    YEAR = "P1Y", _("1 year")
    THREE_YEARS = "P3Y", _("3 years")
    NONE = "none", _("No term")


TERM_MONTHS: dict[str, int] = {Term.MONTH: 1, Term.YEAR: 12, Term.THREE_YEARS: 36, Term.NONE: 0}


class BillingCycle(models.TextChoices):
    """When the price of one seat falls due."""

    MONTHLY = "monthly", _("Monthly")
    ANNUAL = "annual", _("Annual")
    TRIENNIAL = "triennial", _("Every 3 years")
    ONE_TIME = "one_time", _("One-time")
    NONE = "none", _("By use")


class DraftStatus(models.TextChoices):
    OPEN = "open", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CANCELLED = "cancelled", _("Cancelled")


# An order that is typed; it becomes an order on Submit and nothing on Cancel (D7, S000-50).
DRAFT_TRANSITIONS: dict[str, frozenset[str]] = {
    DraftStatus.OPEN: frozenset({DraftStatus.SUBMITTED, DraftStatus.CANCELLED}),
    DraftStatus.SUBMITTED: frozenset(),
    DraftStatus.CANCELLED: frozenset(),
}


class OrderStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Waits for the customer agreement")
    FULFILLED = "fulfilled", _("Fulfilled")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# An order whose customer has an agreement is fulfilled in the transaction that makes it.
ORDER_TRANSITIONS: dict[str, frozenset[str]] = {
    OrderStatus.SUBMITTED: frozenset({OrderStatus.FULFILLED, OrderStatus.FAILED, OrderStatus.CANCELLED}),
    OrderStatus.FULFILLED: frozenset(),
    OrderStatus.FAILED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}


class SubscriptionStatus(models.TextChoices):
    """Reference 3.7."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    DISABLED_30 = "disabled_30", _("Disabled (30 days)")
    DISABLED_90 = "disabled_90", _("Disabled (90 days)")
    CANCELLED = "cancelled", _("Cancelled")
    DELETED = "deleted", _("Deleted")


_S = SubscriptionStatus
SUBSCRIPTION_TRANSITIONS: dict[str, frozenset[str]] = {
    _S.ACTIVE: frozenset({_S.SUSPENDED, _S.CANCELLED, _S.EXPIRED}),
    _S.SUSPENDED: frozenset({_S.ACTIVE, _S.CANCELLED, _S.DISABLED_30}),
    _S.EXPIRED: frozenset({_S.DISABLED_90}),
    _S.DISABLED_30: frozenset({_S.DISABLED_90}),
    _S.DISABLED_90: frozenset({_S.DELETED}),
    _S.CANCELLED: frozenset({_S.DELETED}),
    _S.DELETED: frozenset(),
}

# A relationship with one of these cannot end (reference 3.9): a suspended subscription is billed, too.
LIVE = (_S.ACTIVE, _S.SUSPENDED)

# Days in a state that time ends, and what follows (reference 3.7).
STAYS: dict[str, tuple[int, str]] = {
    _S.EXPIRED: (30, _S.DISABLED_90),
    _S.DISABLED_30: (30, _S.DISABLED_90),
    _S.DISABLED_90: (90, _S.DELETED),
    _S.CANCELLED: (7, _S.DELETED),
}


class SeatChangeKind(models.TextChoices):
    """Why the number of seats, or what they cost, changed."""

    PURCHASE = "purchase", _("Purchase")
    INCREASE = "increase", _("Licences added")
    DECREASE = "decrease", _("Licences returned")
    RENEWAL = "renewal", _("Renewal")
    END = "end", _("End")


class Attention(models.TextChoices):
    """Why a subscription was not renewed although it should have been: a task for its partner."""

    NOT_AUTHORISED = "not_authorised", _("Your organisation may not order any more.")
    MPA_UNSIGNED = "mpa_unsigned", _("Your organisation has not signed the Microsoft Partner Agreement.")
    NO_AGREEMENT = "no_agreement", _("The customer agreement is missing.")
    OFFER_WITHDRAWN = "offer_withdrawn", _("The offer is not sold any more.")
    NO_PRICE = "no_price", _("The offer has no price in this currency any more.")


class PurchaseResource(models.TextChoices):
    """What a customer may be permitted to buy by itself (S003-10, reference 3.17)."""

    RESERVATIONS = "reservations", _("Azure reservations")
    SAVINGS_PLANS = "savings_plans", _("Azure savings plans")


class ReassignmentKind(models.TextChoices):
    RESELLER = "reseller", _("Reseller (MPN ID)")
    SUPPORT_CONTACT = "support_contact", _("Designated support contact")


class DigestFrequency(models.TextChoices):
    OFF = "off", _("Never")
    WEEKLY = "weekly", _("Every Monday")
    MONTHLY = "monthly", _("On the first of the month")


class DigestScope(models.TextChoices):
    DECISIONS = "decisions", _("Only what needs a decision")
    EVERYTHING = "everything", _("Everything that renews or ends")
