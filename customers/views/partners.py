"""A customer's own page about its partners: who they are, what they may do, and taking back admin roles."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.filters_own import PartnerFilter
from customers.removal import RolesRemoval
from partnercenter.core.errors import DomainError
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort
from relationships.actions import remove_admin_roles
from relationships.models import ResellerRelationship
from relationships.querysets import ResellerRelationshipQuerySet
from relationships.rights import rights_of

PAST = 10  # ended relationships below the list; the rest is a filter away


class PartnerListView(TenantView, ListView):
    """Rulebook 2.3, S004-11, S004-12: one row for each capacity of each partner; the ended ones below."""

    permission = Permission.PARTNERS_VIEW
    template_name = "customers/partner_list.html"
    page_title = gettext_lazy("Partner relationships")
    filterset_class = PartnerFilter
    columns = (
        Column(gettext_lazy("Partner")),
        Column(gettext_lazy("What it does for you")),
        Column(gettext_lazy("Admin roles")),
        Column(gettext_lazy("Since"), sort="since"),
        Column(gettext_lazy("Actions"), hidden=True),
    )
    sorts = {"since": Sort(gettext_lazy("Since"), ("established_at",))}
    default_sort = "-since"

    def queryset(self) -> ResellerRelationshipQuerySet:
        rows = ResellerRelationship.objects.visible_to(self.tenant).of_customer(self.tenant)
        return rows.select_related("partner", "with_partner")

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        for row in page.rows:
            row.rights = rights_of(row)
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        wants_ended = bool(self.filterset.form.cleaned_data.get("state"))
        return context | {
            "may_remove": self.actor.may(Permission.ADMIN_ROLES_REMOVE),
            "past": [] if wants_ended else self._past(),
        }

    def _past(self) -> list[ResellerRelationship]:
        rows = list(self.queryset().ended().order_by("-established_at", "-pk")[:PAST])
        for row in rows:
            row.rights = rights_of(row)  # type: ignore[attr-defined]
        return rows


class PartnerRolesRemoveView(TenantView):
    """S002-15 to S002-17: what it means; sending it is the confirmation. The second of two clicks changes nothing."""

    permission = Permission.ADMIN_ROLES_REMOVE

    def get(self, request: HttpRequest, relationship_id: str) -> HttpResponse:
        relationship = self._relationship(relationship_id)
        removal = RolesRemoval.of(relationship)
        if not removal.rows:
            return self._gone(relationship)
        context = {
            "page_title": _("Remove the admin roles of %(name)s?") % {"name": relationship.partner},
            "relationship": relationship,
            "removal": removal,
        }
        return render(request, "customers/partner_roles_remove.html", context)

    def post(self, request: HttpRequest, relationship_id: str) -> HttpResponse:
        relationship = self._relationship(relationship_id)
        try:
            remove_admin_roles(partner=relationship.partner, customer=self.tenant, by=self.actor)
        except DomainError:
            return self._gone(relationship)
        words = _("The admin roles of %(name)s are removed. The relationship stays.")
        messages.success(request, words % {"name": relationship.partner})
        return self._back()

    def _relationship(self, public_id: str) -> ResellerRelationship:
        rows = ResellerRelationship.objects.visible_to(self.tenant).of_customer(self.tenant)
        return get_object_or_404(rows.select_related("partner", "with_partner"), public_id=public_id)

    def _gone(self, relationship: ResellerRelationship) -> HttpResponse:
        """It never had any, they ended with the relationship, or somebody was here before."""
        words = _("%(name)s holds no admin roles any more.")
        messages.info(self.request, words % {"name": relationship.partner})
        return self._back()

    def _back(self) -> HttpResponse:
        return redirect("customers:partner-list", tenant_slug=self.tenant.slug)
