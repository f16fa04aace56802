"""Whether a reseller can be named on new business, told beforehand (D11; reference part 5: P8)."""

from __future__ import annotations

from partnercenter.core.errors import DomainError
from relationships.models import Partnership
from relationships.policies import require_ready_to_transact


def obstacle(row: Partnership) -> str:
    """Why not, in a sentence; empty: it can. For a row of `for_reseller_list`; asks the database nothing more."""
    try:
        require_ready_to_transact(row.provider, row.reseller, mpa_signed=getattr(row, "mpa_signed", False))
    except DomainError as error:
        return str(error.message)
    return ""
