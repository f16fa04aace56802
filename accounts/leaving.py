"""What it means to block, to remove or to leave, said before it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.followers import ends_with_member
from accounts.models import Membership
from accounts.states import TenantKind


@dataclass(frozen=True)
class Departure:
    """`leaves`: the membership ends; otherwise the person is only kept out."""

    membership: Membership
    leaves: bool

    @property
    def ends(self) -> list[str]:
        names = {"person": self.membership.user, "name": self.membership.tenant}
        lines = [
            _("%(person)s can no longer open anything of %(name)s, from the next click on.") % names,
            _("Mails and calendar feeds of %(name)s stop.") % names,
        ]
        if self.leaves:
            lines.append(_("All roles, those with an end included."))
        return [
            *lines,
            *(line for app in ends_with_member for line in app(self.membership, leaves=self.leaves)),
        ]

    @property
    def stays(self) -> list[str]:
        lines = [
            _("What %(person)s did, and the name beside it: invitations, orders, the history.")
            % {"person": self.membership.user},
            _("The account itself, and what it opens in other organisations."),
        ]
        if self.leaves:
            return lines
        is_customer = self.membership.tenant.kind == TenantKind.CUSTOMER
        return [_("Roles and licences.") if is_customer else _("The roles."), *lines]

    @property
    def not_done(self) -> list[str]:
        if not self.leaves:
            return [_("We send no mail about it.")]
        return [_("We do not close the account."), _("We send no mail about it.")]
