"""What it means for a customer to take back a partner's admin roles (S002-15 to S002-17, S002-19, D10)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from relationships.models import ResellerRelationship


@dataclass(frozen=True)
class RolesRemoval:
    """`rows`: the partner's relationships in which it holds admin roles now."""

    partner: str
    rows: list[ResellerRelationship]

    @classmethod
    def of(cls, relationship: ResellerRelationship) -> RolesRemoval:
        """Whichever of a partner's relationships is asked about, the roles go in all of them."""
        rows = ResellerRelationship.objects.visible_to(relationship.customer).of_customer(
            relationship.customer
        )
        held = rows.active().held_by(relationship.partner).with_admin_access().order_by("pk")
        return cls(relationship.partner.name, list(held))

    @property
    def ends(self) -> list[str]:
        name = {"name": self.partner}
        lines = [
            _(
                "%(name)s can no longer administer your Azure Active Directory and Office 365: no users, licences or settings."
            )
            % name,
            _("It can no longer open service requests for you by itself."),
        ]
        if len(self.rows) > 1:
            lines.append(_("It loses the roles in every capacity in which it serves you."))
        return lines

    @property
    def stays(self) -> list[str]:
        name = {"name": self.partner}
        return [
            _(
                "The relationship: %(name)s goes on working for you. Only the partner can end it, once nothing is active."
            )
            % name,
            _(
                "Its duties: it stays responsible for your support and for its agreement with Microsoft until you have"
                " renegotiated your contract with each other."
            ),
            _(
                "Help when you need it: if you ask for it, %(name)s can have Microsoft support open a service request"
                " on your behalf."
            )
            % name,
            _("Your subscriptions, users and data are not touched."),
        ]

    @property
    def not_done(self) -> list[str]:
        return [
            _("We do not touch roles that you gave in your services by hand, such as roles in Azure."),
            _("We do not end your contract with the partner."),
        ]
