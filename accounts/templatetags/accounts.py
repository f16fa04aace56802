from __future__ import annotations

from django import template

from accounts.country_rules import Addressed, address_lines

register = template.Library()


@register.filter
def company_address(details: Addressed, country: str) -> str:
    """Over several lines, in the order of the country."""
    return "\n".join(address_lines(country, details))
