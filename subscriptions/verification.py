"""Verify: which partner an MPN ID belongs to, and why it may not be named as reseller of record (S000-23, S000-24, D11)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Tenant
from accounts.policies import has_signed_mpa
from partnercenter.core.errors import DomainError
from relationships.models import Partnership
from subscriptions import policies

_ID = re.compile(r"[0-9]{6,7}")  # reference 3.13


@dataclass(frozen=True)
class Verified:
    """`reseller` is None where nobody the provider may know has the ID. `refusal`: why it may not be named now."""

    mpn_id: str
    reseller: Tenant | None = None
    is_partner: bool = False
    mpa_signed: bool = False
    refusal: str = ""

    @property
    def may_be_named(self) -> bool:
        return self.reseller is not None and not self.refusal


def verify(provider: Tenant, mpn_id: str) -> Verified:
    """Looks among the provider and those it is, or was, connected with: whose ID it is otherwise is told to nobody."""
    number = unicodedata.normalize("NFKC", mpn_id).strip()
    if not _ID.fullmatch(number):
        return Verified(number, refusal=_("An MPN ID is a number of six or seven digits, such as 4391507."))
    if number == provider.mpn_id:
        return Verified(number, provider, refusal=_own())
    if number == provider.profile.global_account_id:
        return Verified(number, provider, refusal=_own())
    found = _partner_of(provider, number)
    if found is None:
        return Verified(
            number,
            refusal=_(
                "None of your indirect resellers has this MPN ID. Ask the reseller for it, and request a partnership"
                " where there is none."
            ),
        )
    reseller, is_location = found
    if not is_location:
        return _judged(provider, number, reseller, _global(reseller))
    return _judged(provider, number, reseller)


def _own() -> str:
    return _("This is your own organisation. Name the indirect reseller, never the provider.")


def _global(reseller: Tenant) -> str:
    words = _(
        "This is the global account of %(reseller)s, which transacts nothing. Enter the MPN ID of the location with"
        " which it onboarded."
    )
    return words % {"reseller": reseller}


def _partner_of(provider: Tenant, number: str) -> tuple[Tenant, bool] | None:
    """The reseller with this ID, and whether it is that of the location it transacts with."""
    rows = Partnership.objects.visible_to(provider).with_resellers_of(provider).order_by("status", "-pk")
    rows = rows.select_related("reseller__country__region", "reseller__profile")
    located = rows.filter(reseller__locations__mpn_id=number).first()
    if located:
        return located.reseller, located.reseller.mpn_id == number
    whole = rows.filter(reseller__profile__global_account_id=number).first()
    return (whole.reseller, False) if whole else None


def _judged(provider: Tenant, number: str, reseller: Tenant, refusal: str = "") -> Verified:
    try:
        policies.require_reseller_of_record(provider, reseller)
    except DomainError as error:
        refusal = refusal or str(error.message)
    is_partner = Partnership.objects.visible_to(provider).between(provider, reseller).active().exists()
    return Verified(number, reseller, is_partner, is_partner and has_signed_mpa(reseller), refusal)
