"""Rules of the directory. Each returns, or raises DomainError with a sentence for the person."""

from directory.policies.leads import (
    carers,
    require_carer,
    require_customers_welcome,
    require_proven_mailbox,
    require_received,
)
from directory.policies.profiles import (
    require_complete,
    require_official,
    require_places,
    require_publishable,
    require_self_kept,
    require_web_address,
)

__all__ = [
    "carers",
    "require_carer",
    "require_complete",
    "require_customers_welcome",
    "require_official",
    "require_places",
    "require_proven_mailbox",
    "require_publishable",
    "require_received",
    "require_self_kept",
    "require_web_address",
]
