"""A provider with a reseller: established by acceptance, removed by the provider."""

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
from relationships.models import Partnership
from relationships.states import PARTNERSHIP_TRANSITIONS, PartnershipStatus, RemovalReason


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
