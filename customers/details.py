"""What is known about a customer beyond its directory, as one value: typed in a form, kept by an action."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from customers.models import Customer


@dataclass(frozen=True)
class Details:
    """Company, contact and billing (reference 3.3); the names are those of the model's fields."""

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
    billing_email: str = ""
    language: str = "en"

    @classmethod
    def of(cls, customer: Customer) -> Details:
        return cls(**{name: getattr(customer, name) for name in FIELDS})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def changes_to(self, other: Details) -> dict[str, list[str]]:
        """Names of the fields in which `other` differs, each with [here, there]."""
        old, new = self.as_dict(), other.as_dict()
        return {name: [old[name], new[name]] for name in FIELDS if old[name] != new[name]}


FIELDS = tuple(field.name for field in fields(Details))
