"""Pages for operators: who works with whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.actor import OperatorActor
from partnercenter.core.admin_actions import Operation, ReasonForm
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site
from partnercenter.core.text import prefix_range, search_key
from relationships import actions
from relationships.models import Partnership, ResellerRelationship
from relationships.states import RemovalReason


class RemovalForm(ReasonForm):
    removal_reason = forms.ChoiceField(label=_("Ground"), choices=RemovalReason.choices)


def _remove(row: Partnership, *, by: OperatorActor, removal_reason: str) -> None:
    """D1: operators end a partnership with a reason; it stands in for the provider's statement (S000-36)."""
    actions.remove_partnership(
        partnership=row, by=by, reason=RemovalReason(removal_reason), statement_accepted=True, note=by.reason
    )


def _of_either_side(term: str, *columns: str) -> Q:
    """Rows of the organisations found by address in URLs, or by the beginning of the name."""
    low, high = prefix_range(search_key(term))
    named = Tenant.objects.filter(Q(slug=term.lower()) | Q(name_key__gte=low, name_key__lt=high))
    ids = list(named.values_list("pk", flat=True)[:200])
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__in": ids})
    return found


@admin.register(Partnership, site=site)
class PartnershipAdmin(OperatorAdmin):
    operations = (
        Operation(
            "remove",
            _("Remove partnership"),
            _remove,
            explanation=_(
                "The reseller leaves the provider's list. Customers and administrative rights stay as they are; "
                "nobody is told. Both organisations can read the reason in the history."
            ),
            form=RemovalForm,
            possible=lambda row: row.is_active,
        ),
    )
    list_display = (
        "__str__",
        "provider",
        "reseller",
        "status",
        "established_at",
        "removed_at",
        "removal_reason",
    )
    list_filter = ("status", "removal_reason")
    list_select_related = ("provider", "reseller")
    search_help_text = _("The beginning of the name of either side, or its address in URLs.")
    fields = (
        ("provider", "reseller", "status"),
        ("established_at", "established_by"),
        ("removed_at", "removed_by", "removal_reason"),
        "removal_note",
        "public_id",
    )

    def search_q(self, term: str) -> Q:
        return _of_either_side(term, "provider_id", "reseller_id") | Q(public_id=term.lower())

    def get_search_fields(self, request: Any) -> list[str]:
        return ["provider", "reseller"]

    def related_links(self, obj: Partnership) -> list[dict[str, Any]]:
        both = {"partner__exact": obj.provider_id, "with_partner__exact": obj.reseller_id}
        pair = {"provider__exact": obj.provider_id, "reseller__exact": obj.reseller_id}
        return [
            listing(_("Customers of both"), "relationships.resellerrelationship", **both),
            listing(_("All between the two"), "relationships.partnership", **pair),
        ]


@admin.register(ResellerRelationship, site=site)
class ResellerRelationshipAdmin(OperatorAdmin):
    list_display = (
        "public_id",
        "partner",
        "customer",
        "capacity",
        "with_partner",
        "status",
        "admin_access",
        "established_at",
    )
    list_filter = ("status", "capacity", "admin_access")
    list_select_related = ("partner", "customer", "with_partner")
    search_help_text = _("The beginning of the name of either side, or its address in URLs.")
    fields = (
        ("partner", "customer"),
        ("capacity", "with_partner"),
        ("status", "admin_access"),
        ("established_at", "ended_at"),
        "public_id",
    )

    def search_q(self, term: str) -> Q:
        return _of_either_side(term, "partner_id", "customer_id", "with_partner_id") | Q(
            public_id=term.lower()
        )

    def get_search_fields(self, request: Any) -> list[str]:
        return ["partner", "customer"]
