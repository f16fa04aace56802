"""What was reassigned, and what was left as it was and why."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core import csvfile
from partnercenter.core.lists import Column, ListView, Sort
from subscriptions.models import Reassignment, Subscription
from subscriptions.reassigning import NAMED, why
from subscriptions.states import ReassignmentKind

SHOWN = 100  # of those left as they are, on the page; the file has more


class ReassignmentListView(TenantView, ListView):
    permission = Permission.REASSIGNMENTS_VIEW
    template_name = "subscriptions/reassignment_list.html"
    page_title = gettext_lazy("Reassignments")
    columns = (
        Column(gettext_lazy("Made"), sort="made"),
        Column(gettext_lazy("What")),
        Column(gettext_lazy("To")),
        Column(gettext_lazy("Changed"), numeric=True),
        Column(gettext_lazy("Not changed"), numeric=True),
    )
    sorts = {"made": Sort(gettext_lazy("Made"), ("made_at",))}
    default_sort = "-made"

    def queryset(self) -> QuerySet[Reassignment]:
        rows = Reassignment.objects.visible_to(self.tenant).select_related("target", "made_by", "partner")
        return rows.defer("left_rows")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        kinds = {
            "may_reseller": Permission.RESELLER_ASSIGN,
            "may_support": Permission.SUPPORT_CONTACT_ASSIGN,
            "may_see": Permission.SUBSCRIPTIONS_VIEW,
        }
        may = {name: self.actor.may(permission) for name, permission in kinds.items()}
        return super().get_context_data(**may, **extra)


class _OneReassignment(TenantView):
    permission = Permission.REASSIGNMENTS_VIEW

    def found(self, reassignment_id: str) -> Reassignment:
        rows = Reassignment.objects.visible_to(self.tenant).select_related("target", "made_by", "partner")
        return get_object_or_404(rows, public_id=reassignment_id)

    def left(self, report: Reassignment, count: int) -> list[tuple[Subscription, str]]:
        """The first that did not change, with the reason: two queries, however many they are."""
        codes = dict(report.left_rows[:count])
        rows = Subscription.objects.visible_to(self.tenant).filter(public_id__in=codes)
        ordered = rows.select_related("customer").order_by("customer_key", "pk")
        return [(row, why(codes[row.public_id])) for row in ordered]


class ReassignmentDetailView(_OneReassignment):
    """The report: it stays where it is."""

    def get(self, request: HttpRequest, reassignment_id: str) -> HttpResponse:
        report = self.found(reassignment_id)
        context = {
            "page_title": _("What was changed"),
            "report": report,
            "is_reseller": report.kind == ReassignmentKind.RESELLER,
            "reasons": [(why(code), count) for code, count in report.left.items()],
            "left": self.left(report, SHOWN),
            "left_count": report.left_count,
            "shown": SHOWN,
            "named": NAMED,
            "may_see": self.actor.may(Permission.SUBSCRIPTIONS_VIEW),
        }
        return render(request, "subscriptions/reassignment_detail.html", context)


class ReassignmentLeftView(_OneReassignment):
    """The same rows as a file, for whoever works them off."""

    def get(self, request: HttpRequest, reassignment_id: str) -> HttpResponse:
        report = self.found(reassignment_id)
        head = [_("Subscription"), _("Customer"), _("Domain"), _("Why it did not change")]
        rows = (
            [row.name, row.customer.name, row.customer_domain, words]
            for row, words in self.left(report, NAMED)
        )
        response = HttpResponse(
            csvfile.BOM + csvfile.lines([head, *rows]), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = 'attachment; filename="not-changed.csv"'
        return response
