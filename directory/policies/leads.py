from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import MailboxCode, Membership, Tenant, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.querysets import MembershipQuerySet
from directory.models import Lead, Listing
from directory.states import LeadStatus, ListingKind
from partnercenter.core.addresses import address_key
from partnercenter.core.errors import DomainError


def require_customers_welcome(listing: Listing, country: str) -> None:
    """S003-7, S004-21: customers ask partners that sell to them, from a country that the partner serves."""
    if listing.kind != ListingKind.PARTNER:
        message = _("%(name)s sells through resellers only. Find a partner near you instead.")
        raise DomainError("not_partner", message % {"name": listing})
    if country not in listing.countries:
        elsewhere = _("%(name)s does not serve this country.")
        raise DomainError("other_country", elsewhere % {"name": listing}, "country")


def require_proven_mailbox(proof: str, address: str) -> None:
    """A code that was sent to this mailbox has come back, within the last hour. Several partners are asked with one."""
    row = MailboxCode.objects.proving(proof).first()
    if row is None or address_key(row.address) != address_key(address):
        raise DomainError("unproven", _("Confirm your address first."), "email")


def require_received(lead: Lead) -> None:
    """Reference 3.19: what has been received, and is not older than 14 days, is answered; once."""
    if lead.shown_status != LeadStatus.RECEIVED:
        state = LeadStatus(lead.shown_status).label
        message = _("This lead cannot be answered any more: %(state)s.") % {"state": state}
        raise DomainError("not_received", message)


def carers(tenant: Tenant) -> MembershipQuerySet:
    """Who of the organisation may care for leads."""
    roles = ROLE_PERMISSIONS[Permission.LEADS_MANAGE]
    return Membership.objects.visible_to(tenant).with_role(*roles)


def require_carer(tenant: Tenant, person: User | None) -> None:
    """Who cares for a lead is somebody who may."""
    if person is not None and not carers(tenant).filter(user=person).exists():
        message = _("This person does not care for leads any more. Choose somebody else.")
        raise DomainError("not_carer", message, "owner")
