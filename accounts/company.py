"""What is known about a company beyond its directory, as one value: typed in a form, kept by an action."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Company:
    """Address, number and contact (reference 3.3); the names are those of the fields of the model that keeps it."""

    address_line1: str
    first_name: str
    last_name: str
    email: str
    address_line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    registration_number: str = ""
    phone: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    @classmethod
    def of(cls, row: Any) -> Self:
        """As a row keeps it."""
        return cls(**{name: getattr(row, name) for name in cls.names()})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def changes_to(self, other: Company) -> dict[str, list[str]]:
        """Names of the fields in which `other` differs, each with [here, there]."""
        old, new = self.as_dict(), other.as_dict()
        return {name: [old[name], new[name]] for name in self.names() if old[name] != new[name]}
