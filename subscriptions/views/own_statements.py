"""Statements as the customer sees them, from the partner that sells to it directly."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.lists import Column, ListView, Sort
from subscriptions.models import Statement
from subscriptions.querysets import StatementQuerySet
from subscriptions.views.statements import statement_page


class OwnStatementListView(TenantView, ListView):
    permission = Permission.OWN_SUBSCRIPTIONS_VIEW
    template_name = "subscriptions/own_statement_list.html"
    page_title = _("Statements")
    columns = (
        Column(_("Month"), sort="month"),
        Column(_("Partner")),
        Column(_("Total"), numeric=True),
        Column(_("Made")),
    )
    sorts = {"month": Sort(_("Month"), ("month",))}
    default_sort = "-month"

    def queryset(self) -> StatementQuerySet:
        rows = Statement.objects.visible_to(self.tenant).filter(customer=self.tenant)
        return rows.select_related("partner")


class OwnStatementDetailView(TenantView):
    permission = Permission.OWN_SUBSCRIPTIONS_VIEW

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rows = Statement.objects.visible_to(self.tenant).filter(customer=self.tenant)
        statement = get_object_or_404(rows.select_related("partner", "customer"), public_id=public_id)
        return statement_page(request, statement)
