"""What a person may do with one subscription, and why not the rest, with the date where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.labels import role_labels, standing_labels
from accounts.permissions import PROGRAMME_PERMISSIONS, ROLE_PERMISSIONS, Permission, tenant_allows
from partnercenter.core.actor import Actor
from partnercenter.core.dates import utc_words
from partnercenter.core.errors import DomainError
from subscriptions import clock, policies
from subscriptions.models import Subscription
from subscriptions.states import OfferKind, SubscriptionStatus


@dataclass(frozen=True)
class Ability:
    """One thing to do: whether it is possible now, the sentence that says why (not), and where it is done."""

    name: str
    title: str
    allowed: bool
    reason: str = ""
    url: str = ""


@dataclass(frozen=True)
class Refused:
    """What is refused for one and the same reason."""

    titles: tuple[str, ...]
    reason: str


def refusals(tasks: Iterable[Ability]) -> list[Refused]:
    """By reason, so that each is read once."""
    titles: dict[str, list[str]] = {}
    for task in tasks:
        if not task.allowed:
            titles.setdefault(task.reason, []).append(task.title)
    return [Refused(tuple(names), reason) for reason, names in titles.items()]


Rule = Callable[[], None]
OF_TERM = {"quantity", "renewal", "suspend", "reactivate", "cancel"}  # wait while a term is being renewed


@dataclass
class Abilities:
    """For one person of an organisation that sees the subscription."""

    actor: Actor
    subscription: Subscription

    def all(self) -> list[Ability]:
        suspended = self.subscription.status == SubscriptionStatus.SUSPENDED
        state = self.reactivate() if suspended else self.suspend()
        return [
            self.quantity(),
            self.renewal(),
            self.rename(),
            self.reseller(),
            self.support(),
            state,
            self.cancel(),
        ]

    def quantity(self) -> Ability:
        """Reference 3.6: up at any time, down within seven days."""
        return self._ability(
            "quantity",
            _("Change the quantity"),
            Permission.QUANTITY_CHANGE,
            self._require_counted,
            self._returns(),
        )

    def renewal(self) -> Ability:
        """S001-39: also the reseller's that manages it."""
        row = self.subscription
        title = _("Switch the renewal off") if row.auto_renew else _("Switch the renewal on")
        return self._ability(
            "renewal",
            title,
            Permission.RENEWAL_DECIDE,
            lambda: policies.require_renewable(row),
            sells=lambda: policies.require_renews(row, self.actor.tenant),
        )

    def rename(self) -> Ability:
        return self._ability("rename", _("Change the friendly name"), Permission.SUBSCRIPTION_CHANGE)

    def reseller(self) -> Ability:
        """S000-22, S000-25."""
        row = self.subscription
        title = _("Change the reseller of record")
        return self._ability(
            "reseller", title, Permission.RESELLER_ASSIGN, lambda: policies.require_live(row)
        )

    def support(self) -> Ability:
        """S000-30, S000-62."""
        row = self.subscription
        title = _("Change the support contact")
        return self._ability(
            "support", title, Permission.SUPPORT_CONTACT_ASSIGN, lambda: policies.require_live(row)
        )

    def suspend(self) -> Ability:
        row = self.subscription
        return self._ability(
            "suspend",
            _("Suspend"),
            Permission.SUBSCRIPTION_CHANGE,
            lambda: policies.require_suspendable(row),
            _("Its users are locked out, it is billed on, and it does not renew."),
        )

    def reactivate(self) -> Ability:
        row, until = self.subscription, self.subscription.moves_at
        reason = _("Possible until %(moment)s.") % {"moment": utc_words(until)} if until else ""
        return self._ability(
            "reactivate",
            _("Reactivate"),
            Permission.SUBSCRIPTION_CHANGE,
            lambda: policies.require_reactivatable(row),
            reason,
        )

    def cancel(self) -> Ability:
        """Reference 3.7: inside the window, with its exact end."""
        row, until = self.subscription, self.subscription.cancel_until
        reason = _("Possible until %(moment)s.") % {"moment": utc_words(until)} if until else ""
        return self._ability(
            "cancel",
            _("Cancel the subscription"),
            Permission.SUBSCRIPTION_CANCEL,
            lambda: policies.require_cancellable(row, self.now),
            reason,
        )

    # -------------------------------------------------------------- how each is decided
    @cached_property
    def now(self) -> datetime:
        return clock.now()

    @cached_property
    def returnable(self) -> tuple[int, datetime | None]:
        """How many licences may go back now, down to what the offer takes at least, and until when the first of them may."""
        count, until = policies.returnable_now(self.subscription, self.now)
        most = min(count, max(self.subscription.quantity - self.subscription.offer.minimum, 0))
        return most, until if most else None

    def _ability(
        self,
        name: str,
        title: str,
        permission: Permission,
        rule: Rule | None = None,
        reason: str = "",
        *,
        sells: Rule | None = None,
    ) -> Ability:
        """Whose it is, then who the person is, then in which state it is: each is mended by somebody else."""
        row, tenant = self.subscription, self.actor.tenant
        refusal = self._refused(sells or (lambda: policies.require_sells(row, tenant)))
        refusal = refusal or self._no_right(permission) or (self._refused(rule) if rule else "")
        if not refusal and name in OF_TERM:
            refusal = self._refused(lambda: policies.require_settled(row, self.now))
        if refusal:
            return Ability(name, title, False, refusal)
        url = reverse(f"subscriptions:subscription-{name}", args=[tenant.slug, row.public_id])
        return Ability(name, title, True, reason, url)

    def _no_right(self, permission: Permission) -> str:
        if self.actor.may(permission):
            return ""
        if not tenant_allows(self.actor.tenant, permission):
            kinds = standing_labels(PROGRAMME_PERMISSIONS[permission])
            return _("Only for: %(kinds)s.") % {"kinds": ", ".join(kinds)}
        roles = role_labels(ROLE_PERMISSIONS[permission])
        return _("It takes one of these roles: %(roles)s.") % {"roles": ", ".join(roles)}

    @staticmethod
    def _refused(rule: Rule) -> str:
        try:
            rule()
        except DomainError as error:
            return str(error.message)
        return ""

    def _require_counted(self) -> None:
        policies.require_changeable(self.subscription)
        if self.subscription.kind == OfferKind.USAGE:
            raise DomainError("no_quantity", _("It is billed by use: there is no quantity to change."))

    def _returns(self) -> str:
        """Reference 3.6: how many may go back, and until when exactly."""
        if self.subscription.kind != OfferKind.LICENCE or not self.subscription.live:
            return ""
        count, until = self.returnable
        if not count or until is None:
            return _("More at any time. None may go back now: that is possible within seven days.")
        words = _(
            "More at any time. Licences that may go back: %(count)d, the first of them until %(moment)s."
        )
        return words % {"count": count, "moment": utc_words(until)}
