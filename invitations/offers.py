"""What an invitation offers: a partnership, one partner's relationship with a customer, both partners' at once, or
roles in the organisation that asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from accounts.models import Tenant
from accounts.permissions import Permission
from invitations.states import InvitationKind

if TYPE_CHECKING:
    from invitations.models import Invitation

# Who may ask for it, and who may answer it (rulebook 2.2, 2.3).
MAY_ASK: dict[str, Permission] = {
    InvitationKind.PARTNERSHIP: Permission.PARTNERSHIP_REQUEST,
    InvitationKind.RELATIONSHIP: Permission.RELATIONSHIP_REQUEST,
    InvitationKind.JOINT: Permission.JOINT_RELATIONSHIP_REQUEST,
    InvitationKind.MEMBER: Permission.MEMBERS_INVITE,
}
# Of the organisation that answers; a colleague answers for nobody else.
MAY_ANSWER: dict[str, Permission] = {
    InvitationKind.PARTNERSHIP: Permission.PARTNERSHIP_ACCEPT,
    InvitationKind.RELATIONSHIP: Permission.RELATIONSHIP_ACCEPT,
    InvitationKind.JOINT: Permission.RELATIONSHIP_ACCEPT,
}


@dataclass(frozen=True)
class Offer:
    """The part of an invitation that is the same for all its recipients; the names are those of the model's fields.

    `with_partner` is the provider of a joint invitation, `capacity` that of a partner asking alone, `customer` one
    that it serves already and asks again (S002-19, S001-35). `is_served_by_both`: together with that provider, too.
    `roles` are a colleague's, until the end of the day `roles_end_on` or for good.
    """

    kind: InvitationKind = InvitationKind.PARTNERSHIP
    with_partner: Tenant | None = None
    admin_access: bool = False
    capacity: str = ""
    customer: Tenant | None = None
    is_served_by_both: bool = False  # for the words of a draft alone; no field
    roles: tuple[str, ...] = ()
    roles_end_on: date | None = None

    @classmethod
    def of(cls, invitation: Invitation) -> Offer:
        return cls(
            kind=InvitationKind(invitation.kind),
            with_partner=invitation.with_partner,
            admin_access=invitation.admin_access,
            capacity=invitation.capacity,
            customer=invitation.customer,
            roles=tuple(invitation.roles),
            roles_end_on=invitation.roles_end_on,
        )

    @property
    def fields(self) -> dict[str, Any]:
        """As the invitation stores it."""
        return {
            "kind": self.kind,
            "with_partner": self.with_partner,
            "admin_access": self.admin_access,
            "capacity": self.capacity,
            "customer": self.customer,
            "roles": sorted(self.roles),
            "roles_end_on": self.roles_end_on,
        }


PARTNERSHIP = Offer()
