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
from relationships import actions, policies
from relationships.models import Partnership, ResellerRelationship
from relationships.states import EndReason, RemovalReason


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


class EndForm(ReasonForm):
    end_reason = forms.ChoiceField(label=_("Ground"), choices=EndReason.choices)


def _end(row: ResellerRelationship, *, by: OperatorActor, end_reason: str) -> None:
    """Operators end a relationship with a reason, under the same rules as partners: what blocks it is said."""
    actions.end_reseller_relationship(relationship=row, by=by, reason=EndReason(end_reason), note=by.reason)


def _ends(row: ResellerRelationship) -> bool:
    """Where two partners serve together, the provider's relationship is ended, and the reseller's with it."""
    return row.is_active and policies.may_end(row, row.partner)


@admin.register(ResellerRelationship, site=site)
class ResellerRelationshipAdmin(OperatorAdmin):
    operations = (
        Operation(
            "end",
            _("End the relationship"),
            _end,
            explanation=_(
                "The customer leaves the partner's list, and admin rights end. Where a provider serves it together with"
                " a reseller, the reseller's relationship ends, too. History stays; nobody is told. The partner can read"
                " the reason in the history."
            ),
            form=EndForm,
            possible=_ends,
        ),
        Operation(
            "revoke",
            _("Revoke admin access"),
            lambda row, by: actions.revoke_admin_access(relationship=row, by=by),
            explanation=_("The partner loses its admin rights; the relationship stays. Nobody is told."),
            possible=lambda row: row.is_active and row.has_admin_access,
            bulk=True,
        ),
    )
    list_display = (
        "public_id",
        "partner",
        "customer",
        "capacity",
        "with_partner",
        "status",
        "admin_access",
        "customer_agreement",
        "established_at",
        "ended_at",
    )
    list_filter = ("status", "capacity", "admin_access", "customer_agreement")
    list_select_related = ("partner", "customer", "with_partner")
    search_help_text = _("The beginning of the name of either side, or its address in URLs.")
    fields = (
        ("partner", "customer"),
        ("capacity", "with_partner", "status"),
        ("admin_access", "admin_access_at", "customer_agreement"),
        ("established_at", "established_by"),
        ("ended_at", "ended_by", "end_reason"),
        "end_note",
        "public_id",
    )

    def search_q(self, term: str) -> Q:
        return _of_either_side(term, "partner_id", "customer_id", "with_partner_id") | Q(
            public_id=term.lower()
        )

    def get_search_fields(self, request: Any) -> list[str]:
        return ["partner", "customer"]

    def related_links(self, obj: ResellerRelationship) -> list[dict[str, Any]]:
        pair = {"partner__exact": obj.partner_id, "customer__exact": obj.customer_id}
        return [
            listing(_("All between the two"), "relationships.resellerrelationship", **pair),
            listing(
                _("All partners of the customer"),
                "relationships.resellerrelationship",
                customer__exact=obj.customer_id,
            ),
            listing(_("Company details"), "customers.customer", tenant__exact=obj.customer_id),
        ]
