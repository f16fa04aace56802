"""What is known about a customer beyond its directory, as one value: typed in a form, kept by an action."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.company import Company


@dataclass(frozen=True)
class Details(Company):
    """Company, contact and billing (reference 3.3); the names are those of the model's fields."""

    billing_email: str = ""
    language: str = "en"


FIELDS = Details.names()
