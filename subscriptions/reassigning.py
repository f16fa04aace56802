"""Reseller of record or support contact of many subscriptions at once: which, what would change, and why not the rest.

The plan is what a person looked at. It travels with the confirmation, signed, and every row is judged again there:
what was cancelled, or named by somebody else meanwhile, is reported and left as it is (C-033).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Tenant
from partnercenter.core.ids import public_id_of
from subscriptions.states import LIVE, ReassignmentKind, SubscriptionStatus

MOST = 10_000  # in one go
NAMED = 1000  # of those left as they are, in the report
UNCHANGED, NOT_SELLER, MEANWHILE = "unchanged", "not_seller", "meanwhile"
WHY = {
    UNCHANGED: gettext_lazy("This is what is named already."),
    NOT_SELLER: gettext_lazy("Another partner sold it."),
    MEANWHILE: gettext_lazy("Somebody named another one since you looked."),
}


def why(code: str) -> str:
    """The sentence of a reason; of a state that is over, its name."""
    if code in WHY:
        return str(WHY[code])
    state = dict(SubscriptionStatus.choices).get(code, code)
    return _("Not active any more: %(state)s.") % {"state": state}


class Row(NamedTuple):
    """As much of a subscription as naming needs."""

    pk: int
    public_id: str
    name: str
    status: str
    partner_id: int
    customer_id: int
    reseller_id: int | None
    reseller_mpn_id: str
    support_contact_id: int | None


@dataclass(frozen=True)
class Naming:
    """What is named, and who; None: nobody as reseller of record, the partner itself as support contact."""

    kind: str
    target: Tenant | None

    @property
    def column(self) -> str:
        return "reseller_id" if self.kind == ReassignmentKind.RESELLER else "support_contact_id"

    @cached_property
    def values(self) -> dict[str, Any]:
        pk = self.target.pk if self.target else None
        if self.kind == ReassignmentKind.SUPPORT_CONTACT:
            return {"support_contact_id": pk}
        return {"reseller_id": pk, "reseller_mpn_id": self.target.mpn_id if self.target else ""}

    def named(self, row: Row) -> int | None:
        pk: int | None = getattr(row, self.column)
        return pk

    def obstacle(self, row: Row, partner: Tenant) -> str:
        """Why it stays as it is; empty: it changes (policies.require_sells, require_live)."""
        if row.partner_id != partner.pk:
            return NOT_SELLER
        if row.status not in LIVE:
            return row.status
        return UNCHANGED if all(getattr(row, name) == value for name, value in self.values.items()) else ""

    def done(self) -> Q:
        return Q(**self.values)


@dataclass(frozen=True)
class Plan:
    """What was shown: each row with whom it named then. `is_cut`: more match than can be done in one go."""

    naming: Naming
    rows: Sequence[Row]
    filters: str = ""
    is_cut: bool = False
    codes: Sequence[str] = field(default_factory=list)

    @property
    def changing(self) -> list[Row]:
        return [row for row, code in zip(self.rows, self.codes, strict=True) if not code]

    @property
    def staying(self) -> list[tuple[Row, str]]:
        return [(row, code) for row, code in zip(self.rows, self.codes, strict=True) if code]

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(code for code in self.codes if code).most_common())

    def signed(self, partner: Tenant) -> str:
        seen: dict[int | None, list[int]] = {}
        for row in sorted(self.rows):
            seen.setdefault(self.naming.named(row), []).append(row.pk)
        target = self.naming.target
        content = {
            "kind": self.naming.kind,
            "target": target.public_id if target else "",
            "filters": self.filters,
            "seen": [[named, _steps(pks)] for named, pks in seen.items()],
        }
        return signing.dumps(content, salt=_salt(partner), compress=True)


@dataclass(frozen=True)
class Seen:
    """A plan as it comes back: whom each row named when it was shown."""

    kind: str
    target: str
    filters: str
    named: dict[int, int | None]


def report_id(submission: UUID, partner: Tenant) -> str:
    """Where the report of this submission stands, from the first time it is sent (C-021, C-022)."""
    return public_id_of("reassignment", partner.pk, submission)


def read_plan(text: str, partner: Tenant) -> Seen | None:
    """None where it is not one of ours, or another organisation's."""
    try:
        content = signing.loads(text, salt=_salt(partner))
    except signing.BadSignature:
        return None
    named = {pk: one for one, steps in content["seen"] for pk in accumulate(steps)}
    return Seen(content["kind"], content["target"], content["filters"], named)


def _salt(partner: Tenant) -> str:
    return f"subscriptions.reassign.{partner.pk}"


def _steps(pks: Sequence[int]) -> list[int]:
    """From each to the next: small numbers, which pack well."""
    return [*pks[:1], *(later - earlier for earlier, later in pairwise(pks))]
