"""A customer's own subscriptions: what it has, from whom, who answers for it, until when. Nothing is changed here."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.filters import SearchFilter
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort
from relationships.states import Capacity
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import attach_partners
from subscriptions.states import SubscriptionStatus
from subscriptions.views.subscription_page import has_window, next_state


class OwnSubscriptionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What is running, unless another state is asked for."""

    q = SearchFilter(label=_("Search subscriptions by name"), columns=("name_key",))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        field_name="status",
        choices=SubscriptionStatus.choices,
        empty_label=_("Active and suspended"),
    )

    class Meta:
        fields = ("q", "state")

    def filter_queryset(self, queryset: SubscriptionQuerySet) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(is_live=True)


class OwnSubscriptionListView(TenantView, ListView):
    """Reference 3.8: the customer sees who sells and who supports each subscription."""

    permission = Permission.OWN_SUBSCRIPTIONS_VIEW
    template_name = "subscriptions/own_subscription_list.html"
    page_title = _("Subscriptions")
    filterset_class = OwnSubscriptionFilter
    columns = (
        Column(_("Subscription"), sort="name"),
        Column(_("State")),
        Column(_("Quantity"), numeric=True),
        Column(_("Term ends")),
        Column(_("Partner")),
        Column(_("Support contact")),
    )
    sorts = {"name": Sort(_("Subscription"), ("name_key",))}
    default_sort = "name"

    def queryset(self) -> SubscriptionQuerySet:
        return Subscription.objects.visible_to(self.tenant).of_customer(self.tenant)

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        attach_partners(page.rows, self.tenant)
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        nothing = not (context["rows"] or context["is_filtered"])
        return context | {"had_some": nothing and self.queryset().exists()}


class OwnSubscriptionView(TenantView):
    permission = Permission.OWN_SUBSCRIPTIONS_VIEW

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rows = Subscription.objects.visible_to(self.tenant).of_customer(self.tenant)
        found = get_object_or_404(rows, public_id=public_id)
        attach_partners([found], self.tenant)
        context = {
            "page_title": found.name,
            "subscription": found,
            "next_state": next_state(found),
            "shows_window": has_window(found),
            "shows_price": found.relationship.capacity == Capacity.DIRECT,
        }
        return render(request, "subscriptions/own_subscription.html", context)
