"""What follows from what is done with a subscription: what ends, what stays, what we do not do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnercenter.core.dates import date_words, utc_words
from subscriptions.models import Subscription
from subscriptions.states import STAYS, SubscriptionStatus


@dataclass(frozen=True)
class Consequences:
    """`follows`: for what neither ends nor stays."""

    follows: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()


def not_renewing(row: Subscription) -> Consequences:
    day = date_words(row.term_ends_on) if row.term_ends_on else "–"
    days, _next = STAYS[SubscriptionStatus.EXPIRED]
    return Consequences(
        ends=(
            _("The subscription ends after %(day)s.") % {"day": day},
            _("%(days)d days later its users are locked out.") % {"days": days},
        ),
        stays=(
            _("Until then nothing changes."),
            _("The renewal can be switched on again while the term runs."),
        ),
    )


def renewing(row: Subscription) -> Consequences:
    day = date_words(row.term_ends_on) if row.term_ends_on else "–"
    return Consequences(
        follows=(
            _("After %(day)s it begins a new term of the same length, at the price of that day.")
            % {"day": day},
            _("For seven days after that, licences may go back and it can be cancelled."),
        )
    )


def suspending(row: Subscription) -> Consequences:
    """Reference 3.7."""
    return Consequences(
        ends=(_("Its users are locked out."), _("It does not renew: the renewal is switched off.")),
        stays=(
            _("It is billed on."),
            _("Admins still see its data."),
            *(
                [_("It can be reactivated until %(moment)s.") % {"moment": utc_words(row.moves_at)}]
                if row.moves_at
                else []
            ),
        ),
    )


def reactivating(row: Subscription) -> Consequences:
    """Reference 3.7."""
    return Consequences(
        follows=(
            _("Its users have access again."),
            _("The renewal stays off, until you switch it on."),
        )
    )


def cancelling(row: Subscription) -> Consequences:
    """Reference 3.7: what can be saved has seven days."""
    days, _next = STAYS[SubscriptionStatus.CANCELLED]
    held = ngettext(
        "%(count)d assigned licence is taken away.",
        "%(count)d assigned licences are taken away.",
        row.assigned,
    )
    return Consequences(
        ends=(
            _("The subscription ends now, and nothing leads back."),
            *([held % {"count": row.assigned}] if row.assigned else []),
            _("Its data is deleted after %(days)d days; save what is needed before.") % {"days": days},
        ),
        stays=(_("What was used until today is billed by the day."),),
        not_done=(_("We do not tell the customer."),),
    )
