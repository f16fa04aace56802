"""What hangs on a partnership: counted when the removal is asked for, and again when it is confirmed (S000-34, S000-35)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relationships.models import ResellerRelationship

if TYPE_CHECKING:
    from relationships.models import Partnership

_MARK = re.compile(r"([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,9})")


@dataclass(frozen=True)
class Consequences:
    """Numbers at one moment; `mark` travels with the form, so that a change meanwhile is noticed."""

    customers: int
    reseller_access: int
    provider_access: int

    @classmethod
    def of(cls, partnership: Partnership) -> Consequences:
        provider, reseller = partnership.provider, partnership.reseller
        rows = ResellerRelationship.objects.visible_to(provider)
        of_provider, of_reseller = rows.shared_by(provider, reseller), rows.shared_by(reseller, provider)
        return cls(
            of_provider.count(),
            of_reseller.with_admin_access().count(),
            of_provider.with_admin_access().count(),
        )

    @classmethod
    def read(cls, mark: str) -> Consequences | None:
        """The numbers of a mark; None where it is not one."""
        found = _MARK.fullmatch(mark)
        return cls(*map(int, found.groups())) if found else None

    @property
    def mark(self) -> str:
        return f"{self.customers}-{self.reseller_access}-{self.provider_access}"

    def ends(self, name: str) -> list[str]:
        lines = [
            _("You can no longer add new customers or place orders through %(name)s.") % {"name": name},
            _("%(name)s can no longer be chosen as reseller or support contact of a subscription.")
            % {"name": name},
            _("%(name)s leaves your list of indirect resellers, and you leave its list of providers.")
            % {"name": name},
        ]
        if self.customers:
            lines[0] = ngettext(
                "You can no longer order through %(name)s for the %(count)s customer you share,"
                " nor add new customers through it.",
                "You can no longer order through %(name)s for the %(count)s customers you share,"
                " nor add new customers through it.",
                self.customers,
            ) % {"name": name, "count": self.customers}
        return lines

    def stays(self, name: str) -> list[str]:
        return [
            self._customers(name),
            self._access(name),
            _("On existing subscriptions %(name)s stays reseller and support contact, marked “partnership ended”.")
            % {"name": name},
            _("The history of the partnership stays readable for both sides."),
        ]

    def _customers(self, name: str) -> str:
        if not self.customers:
            return _("Customers are not removed. At the moment you share none with %(name)s.") % {"name": name}
        return ngettext(
            "The %(count)s customer you share with %(name)s is not removed.",
            "The %(count)s customers you share with %(name)s are not removed.",
            self.customers,
        ) % {"name": name, "count": self.customers}

    def _access(self, name: str) -> str:
        if not (self.reseller_access or self.provider_access):
            return _("Delegated admin privileges already granted stay as they are. At the moment there are none.")
        return _(
            "Delegated admin privileges already granted stay as they are"
            " (customers with them: %(name)s %(theirs)s, you %(yours)s)."
        ) % {"name": name, "theirs": self.reseller_access, "yours": self.provider_access}

    def differences(self, seen: Consequences | None) -> list[str]:
        """What is not as it was when the page was shown, in words."""
        if seen is None:
            return [_("The page was incomplete when it was sent.")]
        pairs = [
            (_("Customers you share"), seen.customers, self.customers),
            (_("Customers with admin privileges of the reseller"), seen.reseller_access, self.reseller_access),
            (_("Customers with your admin privileges"), seen.provider_access, self.provider_access),
        ]
        return [
            _("%(what)s: %(before)s before, %(now)s now.") % {"what": what, "before": before, "now": now}
            for what, before, now in pairs
            if before != now
        ]
