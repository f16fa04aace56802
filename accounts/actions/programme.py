"""What a partner is in the programme."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actions.company import add_location
from accounts.models import PartnerProfile, Tenant
from accounts.policies import require_partner_kind, require_programme
from accounts.states import Programme
from partnercenter.core import audit
from partnercenter.core.actor import AnyActor, OperatorActor
from partnercenter.core.errors import DomainError


@transaction.atomic
def create_partner_profile(
    *,
    tenant: Tenant,
    global_account_id: str,
    primary_contact: str,
    by: AnyActor,
    mpn_id: str = "",
    mpn_email: str = "",
) -> PartnerProfile:
    """Onboard a partner tenant: profile, and the one location whose MPN ID it transacts with (S000-23). Without `mpn_id`
    the location comes later; until then nothing is signed and nothing is sold (reference 3.2). In system scope.

    Raises DomainError: not_partner (S004-14), partner_already, global_id, mpn_taken.
    """
    require_partner_kind(tenant)
    profile = PartnerProfile(
        tenant=tenant,
        global_account_id=global_account_id,
        primary_contact=primary_contact,
        mpn_email=mpn_email,
    )
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        message = _("%(name)s is set up as a partner already.") % {"name": tenant}
        raise DomainError("partner_already", message) from error
    audit.record(
        "partner_profile.created", by=by, target=profile, tenant=tenant, changes={"mpn_id": ["", mpn_id]}
    )
    if mpn_id:
        add_location(tenant=tenant, mpn_id=mpn_id, by=by)
    return profile


@transaction.atomic
def identify_for_offboarding(*, profile: PartnerProfile, by: OperatorActor) -> None:
    """S001-7: only partners so identified may move from direct-bill to indirect reseller.

    Raises DomainError: not_direct_bill, unchanged.
    """
    row = PartnerProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
    require_programme(row, Programme.DIRECT_BILL, "not_direct_bill")
    if row.offboarding_since is not None:
        raise DomainError("unchanged", _("Somebody did this already."))
    PartnerProfile.objects.filter(pk=profile.pk).update(offboarding_since=Now())
    audit.record("partner.identified_for_offboarding", by=by, target=profile, tenant=profile.tenant)
