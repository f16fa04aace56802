from __future__ import annotations

from django import template

from accounts.country_rules import address_lines
from customers.badges import ADMIN_ACCESS, AGREEMENTS, CAPACITIES, IMPORTS
from customers.models import Customer, CustomerImport
from partnercenter.core.components import Badge
from relationships.models import ResellerRelationship

register = template.Library()


@register.filter
def capacity_badge(row: ResellerRelationship) -> Badge:
    return CAPACITIES[row.capacity]


@register.filter
def access_badge(row: ResellerRelationship) -> Badge:
    return ADMIN_ACCESS[row.admin_access]


@register.filter
def agreement_badge(row: ResellerRelationship) -> Badge:
    return AGREEMENTS[row.customer_agreement]


@register.filter
def import_badge(upload: CustomerImport) -> Badge:
    return IMPORTS[upload.status]


@register.filter
def address(details: Customer, country: str) -> str:
    """Over several lines, in the order of the country."""
    return "\n".join(address_lines(country, details))
