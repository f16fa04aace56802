"""What the end of a relationship with a customer means, in sentences (S003-9, reference 3.9)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Tenant
from customers.held import Held
from customers.policies import ORDERS
from relationships.models import ResellerRelationship
from relationships.states import Capacity


@dataclass(frozen=True)
class Ending:
    """Of one relationship among those the partner has with the customer."""

    held: Held
    relationship: ResellerRelationship

    @property
    def reseller(self) -> Tenant | None:
        """Whose relationship ends with the provider's."""
        return self.relationship.with_partner if self.relationship.capacity == Capacity.PROVIDER else None

    @property
    def ends(self) -> list[str]:
        customer = {"customer": self.held.customer.name}
        lines = []
        if len(self.held.active) == 1:
            lines.append(_("%(customer)s leaves your list of customers.") % customer)
        if self.relationship.capacity in ORDERS:
            lines.append(_("You can no longer order for %(customer)s in this capacity.") % customer)
        if self.relationship.has_admin_access:
            lines.append(_("Your admin access to %(customer)s ends.") % customer)
        if len(self.held.active) == 1:
            lines.append(_("You no longer see its contact and company details."))
        return [*lines, *self._of_the_reseller()]

    def _of_the_reseller(self) -> list[str]:
        if not self.reseller:
            return []
        names = {"reseller": self.reseller.name, "customer": self.held.customer.name}
        lines = [
            _("%(reseller)s loses the customer too: its relationship with %(customer)s through you ends.")
            % names
        ]
        if any(row.has_admin_access for row in self.held.beside if row.partner == self.reseller):
            lines.append(_("The admin access that %(reseller)s holds with it ends.") % names)
        return lines

    @property
    def stays(self) -> list[str]:
        names = {"customer": self.held.customer.name}
        lines = [
            _("The organisation, the users and the data of %(customer)s stay as they are.") % names,
            _("Relationships that it has with other partners stay."),
            _("The history stays readable for both sides."),
            _("You can ask for a relationship again at any time; the customer decides."),
        ]
        if len(self.held.active) > 1:
            lines.insert(0, _("Your other relationships with %(customer)s stay.") % names)
        return lines

    @property
    def not_done(self) -> list[str]:
        names = {"customer": self.held.customer.name}
        if self.reseller:
            names["reseller"] = self.reseller.name
            return [_("The portal tells neither %(customer)s nor %(reseller)s. Do that yourselves.") % names]
        return [_("The portal does not tell %(customer)s. Do that yourselves.") % names]
