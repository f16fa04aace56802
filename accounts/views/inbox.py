"""What a person hears of in an organisation, newest first; opening it changes nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import inbox
from accounts.actions import read_all, read_one
from accounts.filters_inbox import NotificationFilter
from accounts.forms_inbox import ReadForm
from accounts.models import Notification
from accounts.permissions import Permission
from accounts.querysets_inbox import NotificationQuerySet
from accounts.views.base import TenantView
from accounts.visiting import Visitor
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort


class NotificationListView(TenantView, ListView):
    permission = Permission.TENANT_VIEW
    template_name = "accounts/notification_list.html"
    page_title = _("Notifications")
    filterset_class = NotificationFilter
    columns = (
        Column(_("What happened")),
        Column(_("Topic")),
        Column(_("Date-Time")),
        Column(_("State")),
    )
    sorts = {"at": Sort(_("Date-Time"), ("position",))}
    default_sort = "-at"

    def queryset(self) -> NotificationQuerySet:
        rows = Notification.objects.visible_to(self.tenant)
        return rows.with_unread(self.actor.user, self.tenant).for_list()

    def filter_arguments(self) -> dict[str, Any]:
        return {"topics": inbox.topics_of(self.actor)}

    def read_as(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        return list(inbox.parts(rows, self.actor))  # type: ignore[arg-type]

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        page.rows = inbox.notes(page.rows, self.actor)
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """`newest`: of what the page shows; what comes in meanwhile stays unread. Not where only one topic is shown:
        what is read through is read of all topics."""
        context = super().get_context_data(**extra)
        shown = self.page.rows
        is_whole = not (self.filterset.is_valid() and self.filterset.form.cleaned_data["topic"])
        return context | {
            "newest": shown[0].notification.public_id if shown and is_whole else "",
            "may_mark": not isinstance(self.actor, Visitor),
            "query": self.request.GET.urlencode(),
        }


class NotificationsReadView(TenantView):
    """All up to the newest one that was shown."""

    permission = Permission.TENANT_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("accounts:notification-list", self.tenant.slug)

    def post(self, request: HttpRequest) -> HttpResponse:
        """What is not there (any more), or not theirs, changes nothing."""
        newest = _heard(self).filter(public_id=_sent(request, "through")).first()
        if newest:
            read_all(through=newest, by=self.actor)
        return redirect("accounts:notification-list", self.tenant.slug)


class NotificationReadView(TenantView):
    permission = Permission.TENANT_VIEW

    def get(self, request: HttpRequest, notification_id: str) -> HttpResponse:
        get_object_or_404(_heard(self), public_id=notification_id)
        return redirect("accounts:notification-list", self.tenant.slug)

    def post(self, request: HttpRequest, notification_id: str) -> HttpResponse:
        """404 for what the person does not hear of."""
        found = get_object_or_404(_heard(self), public_id=notification_id)
        read_one(notification=found, by=self.actor)
        query = QueryDict(_sent(request, "query"))
        page = reverse("accounts:notification-list", args=[self.tenant.slug])
        return redirect(f"{page}?{query.urlencode()}" if query else page)


def _sent(request: HttpRequest, name: str) -> str:
    form = ReadForm(request.POST)
    form.is_valid()  # what cannot be read is left out
    return str(form.cleaned_data.get(name, ""))


def _heard(view: TenantView) -> NotificationQuerySet:
    """What the person hears of."""
    by_role, about_me = inbox.parts(Notification.objects.visible_to(view.tenant), view.actor)
    return by_role | about_me
