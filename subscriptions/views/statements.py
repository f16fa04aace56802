"""Statements as the partner sees them that made them (S001-15, S001-38)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.states import Programme
from accounts.views.base import TenantView
from customers.abilities import Abilities
from customers.held import Held
from customers.views.account import TabView
from partnercenter.core.dates import month_words
from partnercenter.core.lists import Column, ListView, Sort
from relationships.states import Capacity
from subscriptions.export_statements import file_name, stream
from subscriptions.filters_statements import StatementFilter
from subscriptions.models import Statement
from subscriptions.preview import running_bills, running_month
from subscriptions.querysets import StatementQuerySet

SHOWN = 1_000  # lines on a page; the export has them all
PAST = 36  # statements of one customer on its page


class StatementListView(TenantView, ListView):
    """The statements of one month."""

    permission = Permission.STATEMENTS_VIEW
    template_name = "subscriptions/statement_list.html"
    page_title = _("Statements")
    filterset_class = StatementFilter
    columns = (
        Column(_("Customer"), sort="customer"),
        Column(_("Month")),
        Column(_("Total"), numeric=True),
        Column(_("Made")),
    )
    sorts = {"customer": Sort(_("Customer"), ("customer_key",))}
    default_sort = "customer"

    def queryset(self) -> StatementQuerySet:
        return _made_by(self.tenant).select_related("customer")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(**extra) | {
            "month": self.filterset.shown_month,
            "is_direct": Programme.DIRECT_BILL in self.tenant.programmes,
            "query": self.request.GET.urlencode(),
        }


class StatementExportView(TenantView):
    """Every line of every statement that the list's filter shows, as CSV."""

    permission = Permission.STATEMENTS_VIEW

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        filterset = StatementFilter(request.GET, queryset=_made_by(self.tenant), request=request)
        pieces = stream(filterset.qs, user_id=self.actor.user.pk, tenant_id=self.tenant.pk)
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        name = file_name(filterset.shown_month)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class StatementDetailView(TenantView):
    """One statement, to read, print or keep as a PDF."""

    permission = Permission.STATEMENTS_VIEW

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        statement = get_object_or_404(
            _made_by(self.tenant).select_related("partner", "customer"), public_id=public_id
        )
        return statement_page(request, statement)


class StatementPreviewView(TabView):
    """The running month of one customer and its statements; of one that is not direct, whose it is."""

    permission = Permission.STATEMENTS_VIEW
    route = "subscriptions:statement-preview"
    template_name = "subscriptions/statement_preview.html"

    def context(self, found: Held, abilities: Abilities) -> dict[str, Any]:
        month = running_month()
        past = _made_by(self.tenant).filter(customer=found.customer).order_by("-month", "-pk")
        return {
            "month": month,
            "bills": running_bills(self.tenant, found.customer, month),
            "is_direct": any(row.capacity == Capacity.DIRECT for row in found.active),
            "was_direct": any(row.capacity == Capacity.DIRECT for row in found.rows),
            "resellers": [row.with_partner for row in found.active if row.capacity == Capacity.PROVIDER],
            "statements": list(past[:PAST]),
        }


def statement_page(request: HttpRequest, statement: Statement) -> HttpResponse:
    """The same for both sides."""
    lines = list(statement.lines.select_related("subscription").order_by("pk")[: SHOWN + 1])
    title = gettext("Statement for %(month)s") % {"month": month_words(statement.month)}
    context = {
        "page_title": title,
        "statement": statement,
        "lines": lines[:SHOWN],
        "has_more": len(lines) > SHOWN,
        "is_own": request.actor.tenant == statement.customer,  # type: ignore[attr-defined]
    }
    return render(request, "subscriptions/statement_detail.html", context)


def _made_by(tenant: Any) -> StatementQuerySet:
    return Statement.objects.visible_to(tenant).filter(partner=tenant)
