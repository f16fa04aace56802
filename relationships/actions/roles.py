"""The customer takes back the admin roles of one of its partners (S002-15)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships import emails
from relationships.actions.customers import revoke_admin_access
from relationships.models import ResellerRelationship


@transaction.atomic
def remove_admin_roles(*, partner: Tenant, customer: Tenant, by: Actor) -> None:
    """S002-15, rulebook 2.3: in every capacity at once; the relationships stay (D10). The partner is told by mail.

    Raises DomainError("no_admin_roles") where the partner holds none any more, e.g. at the second of two clicks.
    """
    rows = ResellerRelationship.objects.active().held_by(partner).of_customer(customer).with_admin_access()
    held = list(rows.select_related("partner", "customer").select_for_update(of=("self",)).order_by("pk"))
    if not held:
        raise DomainError("no_admin_roles", _("%(name)s holds no admin roles any more.") % {"name": partner})
    since = str(held[0].admin_access_at)
    for relationship in held:
        revoke_admin_access(relationship=relationship, by=by)
    emails.tell_roles_removed(held[0], since=since, remover=by.user)
