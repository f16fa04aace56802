"""What hangs on a partnership: counted when the removal is asked for, and again when it is confirmed (S000-34, S000-35)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relationships.models import Partnership, ResellerRelationship

_MARK = re.compile(r"[0-9]{1,9}(-[0-9]{1,9}){2,9}")


@dataclass(frozen=True)
class Kept:
    """What of an app above stays although the partnership ends: what it is called, how many, in a sentence, and where
    whoever has the permission sees them."""

    label: str
    count: int
    sentence: str
    url: str
    permission: str


# Each yields what of its app stays. Apps above add theirs in ready().
keeps: list[Callable[[Partnership], Iterator[Kept]]] = []


@dataclass(frozen=True)
class Consequences:
    """Numbers at one moment; `mark` travels with the form, so that a change meanwhile is noticed."""

    customers: int
    reseller_access: int
    provider_access: int
    kept: tuple[Kept, ...] = ()

    @classmethod
    def of(cls, partnership: Partnership) -> Consequences:
        provider, reseller = partnership.provider, partnership.reseller
        rows = ResellerRelationship.objects.visible_to(provider)
        of_provider, of_reseller = rows.shared_by(provider, reseller), rows.shared_by(reseller, provider)
        return cls(
            of_provider.count(),
            of_reseller.with_admin_access().count(),
            of_provider.with_admin_access().count(),
            tuple(one for find in keeps for one in find(partnership)),
        )

    @staticmethod
    def read(mark: str) -> list[int] | None:
        """The numbers of a mark; None where it is not one."""
        return [int(number) for number in mark.split("-")] if _MARK.fullmatch(mark) else None

    @property
    def mark(self) -> str:
        return "-".join(str(count) for _label, count in self.numbers)

    @property
    def numbers(self) -> list[tuple[str, int]]:
        return [
            (_("Customers you share"), self.customers),
            (_("Customers with admin privileges of the reseller"), self.reseller_access),
            (_("Customers with your admin privileges"), self.provider_access),
            *((one.label, one.count) for one in self.kept),
        ]

    @property
    def ends(self) -> list[str]:
        orders = _("You can no longer add new customers or place orders through this reseller.")
        if self.customers:
            orders = ngettext(
                "You can no longer order through this reseller for the %(count)s customer you share,"
                " nor add new customers through it.",
                "You can no longer order through this reseller for the %(count)s customers you share,"
                " nor add new customers through it.",
                self.customers,
            ) % {"count": self.customers}
        return [
            orders,
            _("The reseller can no longer be chosen as reseller or support contact of a subscription."),
            _("It leaves your list of indirect resellers, and you leave its list of indirect providers."),
        ]

    @property
    def stays(self) -> list[str]:
        return [
            self._customers(),
            self._access(),
            *(one.sentence for one in self.kept),
            _("The history of the partnership stays readable for both sides."),
        ]

    @property
    def not_done(self) -> list[str]:
        """S000-37, S000-38."""
        return [
            _("The portal generates no notice to the customer or the reseller."),
            _("If your agreement requires a legal notice of termination, you must give it yourself."),
        ]

    def _customers(self) -> str:
        if not self.customers:
            return _("Customers are not removed. At the moment you share none with this reseller.")
        return ngettext(
            "The %(count)s customer you share is not removed.",
            "The %(count)s customers you share are not removed.",
            self.customers,
        ) % {"count": self.customers}

    def _access(self) -> str:
        if not (self.reseller_access or self.provider_access):
            return _(
                "Delegated admin privileges already granted stay as they are. At the moment there are none."
            )
        return _(
            "Delegated admin privileges already granted stay as they are:"
            " the reseller's for %(theirs)s and yours for %(yours)s of these customers."
        ) % {"theirs": self.reseller_access, "yours": self.provider_access}

    def differences(self, seen: list[int] | None) -> list[str]:
        """What is not as it was when the page was shown, in words."""
        if seen is None or len(seen) != len(self.numbers):
            return [_("The page was incomplete when it was sent.")]
        return [
            _("%(what)s: %(before)s before, %(now)s now.") % {"what": what, "before": before, "now": now}
            for before, (what, now) in zip(seen, self.numbers, strict=True)
            if before != now
        ]
