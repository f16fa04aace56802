"""The company behind a partner: its details, its primary contact, the location it transacts with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import country_rules
from accounts.actions.mailboxes import use_mailbox_code
from accounts.company import Company
from accounts.models import LegalProfile, Location, PartnerProfile, Tenant
from accounts.policies import programme as rules
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import AnyActor
from partnercenter.core.errors import DomainError, StaleState

_CONTACT = ("primary_contact", "mpn_email")


@transaction.atomic
def save_company(*, tenant: Tenant, company: Company, mpn_email: str, by: AnyActor, version: int = 0) -> None:
    """Reference 3.2: address, number and primary contact, as the country has them; and where incentives are offered (S001-43).

    `version` is that of the page, 0 where there was nothing. A contact that is another one has to be confirmed anew.
    Raises StaleState where somebody saved meanwhile, DomainError: free_mailbox, foreign_mailbox; DomainErrors of the country.
    """
    profile = PartnerProfile.objects.select_for_update(of=("self",), no_key=True).get(tenant=tenant)
    tidy = country_rules.tidy(tenant.country_id, company)
    is_other_contact = tidy.email != profile.primary_contact
    if is_other_contact:
        rules.require_company_mailbox(tidy.email, tenant.domain)
    old = LegalProfile.objects.filter(tenant=tenant).first()
    if (old.version if old else 0) != version:
        raise StaleState("stale", _("Somebody changed these details meanwhile."))
    facts = {name: value for name, value in tidy.as_dict().items() if name != "email"}
    changes = {name: [getattr(old, name, ""), value] for name, value in facts.items()}
    contact = {"primary_contact": tidy.email, "mpn_email": mpn_email}
    changes |= {name: [getattr(profile, name), value] for name, value in contact.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes and old:
        return
    _keep(tenant, old, facts)
    more: dict[str, Any] = {"contact_confirmed_at": None} if is_other_contact else {}
    PartnerProfile.objects.filter(pk=profile.pk).update(**contact, **more)
    audit.record("partner.details_changed", by=by, target=profile, tenant=tenant, changes=changes)


def _keep(tenant: Tenant, old: LegalProfile | None, facts: dict[str, str]) -> None:
    """The profile is locked, so nobody else writes either meanwhile."""
    if old is None:
        LegalProfile(tenant=tenant, **facts).save(force_insert=True)
    else:
        LegalProfile.objects.filter(pk=old.pk).update(**facts, version=old.version + 1, changed_at=Now())


@transaction.atomic
def confirm_contact(*, profile: PartnerProfile, asked: Iterable[str], code: str, by: AnyActor) -> None:
    """Reference 3.2: whoever reads the primary contact's mailbox has the code that was sent there. In system scope.

    Raises DomainError("wrong_code").
    """
    tenant = profile.tenant
    use_mailbox_code(asked=asked, address=profile.primary_contact, code=code, by=by, tenant=tenant)
    rows = PartnerProfile.objects.filter(pk=profile.pk, primary_contact=profile.primary_contact)
    rows.update(contact_confirmed_at=Now())
    changes = {"primary_contact": ["", profile.primary_contact]}
    audit.record("partner.contact_confirmed", by=by, target=profile, tenant=tenant, changes=changes)


@transaction.atomic
def add_location(*, tenant: Tenant, mpn_id: str, by: AnyActor, name: str = "") -> Location:
    """S000-23, reference 3.2: the one location whose MPN ID the partner transacts with, in its own country.

    Raises DomainError: not_onboarded, has_location, global_id, mpn_taken.
    """
    profile = (
        PartnerProfile.objects.select_for_update(of=("self",), no_key=True).filter(tenant=tenant).first()
    )
    if profile is None:
        raise DomainError("not_onboarded", _("%(name)s is not set up as a partner yet.") % {"name": tenant})
    if Location.objects.filter(tenant=tenant, is_default=True).exists():
        raise DomainError("has_location", _("There is a location already. The operator changes it for you."))
    with tenancy.system(reason="whether an MPN ID is another organisation's"):
        rules.require_location_id(mpn_id, profile.global_account_id)
    location = Location(tenant=tenant, name=name or tenant.name, mpn_id=mpn_id, country=tenant.country)
    try:
        with transaction.atomic():
            location.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError("mpn_taken", _("This MPN ID cannot be used. Check it."), "mpn_id") from error
    audit.record("location.added", by=by, target=location, tenant=tenant, changes={"mpn_id": ["", mpn_id]})
    return location
