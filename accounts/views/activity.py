from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.activity import SORT, Activity, file_name, give_names, stream, titles
from accounts.filters import ActivityFilter
from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView
from partnercenter.core.models import AuditEvent
from partnercenter.core.querysets import AuditEventQuerySet


class ActivityListView(TenantView, ListView):
    """Reference 3.18: what happened to the organisation and what its people did, with before and after and why."""

    permission = Permission.ACTIVITY_VIEW
    template_name = "accounts/activity_list.html"
    page_title = _("Activity log")
    filterset_class = ActivityFilter
    more_filters = ("person",)
    sorts = {"at": SORT}
    default_sort = "-at"
    export = (Permission.ACTIVITY_EXPORT, "accounts:activity-export")

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        other, person = titles(self.tenant)
        return (Column(SORT.label, sort="at"), Column(other), Column(_("Action")), Column(person))

    def queryset(self) -> AuditEventQuerySet:
        return AuditEvent.objects.visible_to(self.tenant)

    def filter_arguments(self) -> dict[str, Any]:
        return {"tenant": self.tenant}

    def read_as(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        return list(self.filterset.parts)

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        give_names(page.rows, self.tenant)
        page.rows = [Activity(event, self.tenant) for event in page.rows]
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        return context | {
            "is_of_last_month": self.filterset.is_of_last_month,
            "export_name": self.export[1] if self.actor.may(self.export[0]) else "",
            "query": self.request.GET.urlencode() if context["is_filtered"] else "",
        }


class OwnActivityListView(ActivityListView):
    """The same for a customer's global admin."""

    permission = Permission.OWN_ACTIVITY_VIEW
    export = (Permission.OWN_ACTIVITY_EXPORT, "accounts:own-activity-export")


class ActivityExportView(TenantView):
    """What the list's filter shows, as CSV."""

    permission = Permission.ACTIVITY_EXPORT

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        rows = AuditEvent.objects.visible_to(self.tenant)
        found = ActivityFilter(request.GET, queryset=rows, request=request, tenant=self.tenant)
        pieces = stream(found.parts, reader=self.tenant, user_id=self.actor.user.pk)
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
        return response


class OwnActivityExportView(ActivityExportView):
    permission = Permission.OWN_ACTIVITY_EXPORT
