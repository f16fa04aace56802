"""Every write to relationships: rules, compare-and-set, audit event, mail, in one transaction."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core import audit
from partnercenter.core.actor import AnyActor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition
from relationships import emails, policies
from relationships.models import Partnership, ResellerRelationship
from relationships.states import (
    PARTNERSHIP_TRANSITIONS,
    AdminAccess,
    Capacity,
    PartnershipStatus,
    RemovalReason,
)


@transaction.atomic
def establish_partnership(*, provider: Tenant, reseller: Tenant, by: AnyActor) -> Partnership:
    """S000-8, S000-20: from now on the two may serve common customers.

    Raises DomainError: affiliate, not_provider, not_enrolled, other_cloud, other_region, already_partners.
    """
    policies.require_partnership_possible(provider, reseller)
    partnership = Partnership(
        provider=provider,
        reseller=reseller,
        provider_key=provider.name_key,
        reseller_key=reseller.name_key,
        provider_domain=provider.domain,
        reseller_domain=reseller.domain,
        established_by=by.user,
    )
    try:
        with transaction.atomic():
            partnership.save(force_insert=True)
    except IntegrityError as error:
        message = _("%(one)s and %(other)s are partners already.") % {"one": provider, "other": reseller}
        raise DomainError("already_partners", message) from error
    audit.record("partnership.established", by=by, target=partnership, tenant=reseller, counterparty=provider)
    return partnership


@transaction.atomic
def remove_partnership(
    *,
    partnership: Partnership,
    by: AnyActor,
    reason: RemovalReason,
    statement_accepted: bool,
    note: str = "",
    courtesy: bool = False,
) -> None:
    """S000-32 to S000-40: the reseller leaves the list; customers and admin rights stay as they are.

    `courtesy` sends the reseller's global admins a message (D9); no legal notice is ever generated (S000-38).
    `note` is the provider's own: the event, which both sides read, does not repeat it.
    Raises DomainError: statement_missing, already_removed; StaleState where a colleague was first.
    """
    policies.require_statement(accepted=statement_accepted)
    policies.require_removable(partnership)
    stamps = {"removed_at": Now(), "removed_by": by.user, "removal_reason": reason, "removal_note": note}
    transition(partnership, PartnershipStatus.REMOVED, table=PARTNERSHIP_TRANSITIONS, stamps=stamps)
    audit.record(
        "partnership.removed",
        by=by,
        target=partnership,
        tenant=partnership.provider,
        counterparty=partnership.reseller,
        changes={
            "status": [PartnershipStatus.ACTIVE, PartnershipStatus.REMOVED],
            "removal_reason": ["", reason],
            "courtesy": [None, courtesy],
        },
    )
    if courtesy:
        emails.queue_courtesy_message(partnership)


@transaction.atomic
def establish_reseller_relationship(
    *,
    partner: Tenant,
    customer: Tenant,
    capacity: Capacity,
    by: AnyActor,
    with_partner: Tenant | None = None,
    admin_access: AdminAccess = AdminAccess.NONE,
) -> ResellerRelationship:
    """A partner may now serve a customer, with or without admin rights (three things kept apart)."""
    policies.require_not_affiliated(partner, customer)
    policies.require_same_region(partner, customer)
    relationship = ResellerRelationship.objects.create(
        partner=partner,
        customer=customer,
        capacity=capacity,
        with_partner=with_partner,
        admin_access=admin_access,
    )
    audit.record(
        "reseller_relationship.established", by=by, target=relationship, tenant=customer, counterparty=partner
    )
    return relationship


def follow_rename(tenant: Tenant) -> None:
    """Keep the sort keys of a renamed tenant's partnerships in step."""
    Partnership.objects.filter(provider=tenant).update(provider_key=tenant.name_key)
    Partnership.objects.filter(reseller=tenant).update(reseller_key=tenant.name_key)
