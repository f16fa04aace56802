"""The resellers that a provider may name (S000-59, D11): its partners, each with what stands against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import Tenant
from accounts.states import Programme
from partnercenter.core.ids import PublicIdConverter
from relationships.models import Partnership

OFFERED = 200  # in a choice, by name
_ID = re.compile(PublicIdConverter.regex)


@dataclass
class Resellers:
    """Of one partner; `wanted` is offered in any case."""

    partner: Tenant
    wanted: str = ""

    @property
    def may_name(self) -> bool:
        return Programme.INDIRECT_PROVIDER in self.partner.programmes

    @cached_property
    def rows(self) -> list[Partnership]:
        """The active ones; and the one that is wanted, however it stands."""
        if not self.may_name:
            return []
        seen = (
            Partnership.objects.visible_to(self.partner).with_resellers_of(self.partner).for_reseller_list()
        )
        found = list(seen.active().order_by("reseller_key", "pk")[:OFFERED])
        known = {row.reseller.public_id for row in found}
        if _ID.fullmatch(self.wanted) and self.wanted not in known:
            found += seen.filter(reseller__public_id=self.wanted).order_by("status", "-pk")[:1]
        return found

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Who cannot be named is there, too: the form says why (S004-6, D8)."""
        return [(row.reseller.public_id, _label(row)) for row in self.rows]

    def find(self, public_id: str) -> Tenant | None:
        return next((row.reseller for row in self.rows if row.reseller.public_id == public_id), None)


def _label(row: Partnership) -> str:
    name = {"name": row.reseller.name}
    if not row.is_active:
        return _("%(name)s (partnership ended)") % name
    if not row.mpa_signed:  # type: ignore[attr-defined]
        return _("%(name)s (partner agreement not signed)") % name
    return f"{row.reseller.name} ({row.reseller.mpn_id})" if row.reseller.mpn_id else row.reseller.name
