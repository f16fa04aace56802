"""Who may be named on many subscriptions: the connected resellers, each with what stands in its way (reference part 5: P8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Tenant
from partnercenter.core.filters import MAX_SEARCH
from partnercenter.core.ids import LENGTH
from relationships.models import Partnership
from relationships.querysets import PartnershipQuerySet
from relationships.readiness import obstacle
from subscriptions.states import ReassignmentKind

NOBODY = "none"  # no reseller of record; as support contact the partner itself
SHOWN = 50  # the others are found by searching


@dataclass(frozen=True)
class Candidate:
    """A reseller, and why it may not be named; no obstacle: it may."""

    partnership: Partnership
    obstacle: str = ""

    @property
    def tenant(self) -> Tenant:
        return self.partnership.reseller


@dataclass
class Candidates:
    """The first by name, of those that are searched for."""

    provider: Tenant
    kind: str
    text: str = ""

    @property
    def searched(self) -> str:
        return self.text.strip()[:MAX_SEARCH]

    @cached_property
    def _found(self) -> list[Partnership]:
        rows = self._partners().search(self.searched, side="reseller")
        return list(rows.order_by("reseller_key", "pk")[: SHOWN + 1])

    @property
    def rows(self) -> Sequence[Candidate]:
        return [Candidate(one, self._obstacle(one)) for one in self._found[:SHOWN]]

    @property
    def has_more(self) -> bool:
        return len(self._found) > SHOWN

    def find(self, public_id: str) -> Tenant | None:
        """None where they are no partners (any more)."""
        if len(public_id) != LENGTH:
            return None
        row = self._partners().filter(reseller__public_id=public_id).first()
        return row.reseller if row else None

    def _partners(self) -> PartnershipQuerySet:
        rows = Partnership.objects.visible_to(self.provider).with_resellers_of(self.provider)
        return rows.active().for_reseller_list()

    def _obstacle(self, row: Partnership) -> str:
        """D11 asks it of a reseller of record; a support contact needs nothing but the partnership (S000-30)."""
        if self.kind == ReassignmentKind.SUPPORT_CONTACT:
            return ""
        row.provider = self.provider
        return obstacle(row)
