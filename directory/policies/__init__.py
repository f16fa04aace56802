"""Rules of the directory. Each returns, or raises DomainError with a sentence for the person."""

from directory.policies.profiles import (
    require_complete,
    require_official,
    require_places,
    require_publishable,
    require_self_kept,
    require_web_address,
)

__all__ = [
    "require_complete",
    "require_official",
    "require_places",
    "require_publishable",
    "require_self_kept",
    "require_web_address",
]
