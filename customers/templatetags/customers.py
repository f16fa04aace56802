from __future__ import annotations

from django import template

from customers.badges import ADMIN_ACCESS, AGREEMENTS, CAPACITIES
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
