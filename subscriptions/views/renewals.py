"""What ends or renews within 90 days, and what could not be renewed (S001-39)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.overview import count_up_to, limited
from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort
from subscriptions import renewals
from subscriptions.actions import set_auto_renew, settle_attention
from subscriptions.filters_renewals import RenewalFilter
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import attach_partners

MOST = 100  # of one decision

TABS = (
    ("subscriptions:renewal-list", gettext_lazy("Needs a decision")),
    ("subscriptions:renewal-automatic", gettext_lazy("Renews by itself")),
    ("subscriptions:renewal-failed", gettext_lazy("Could not be renewed")),
)


class _RenewalListView(TenantView, ListView):
    permission = Permission.SUBSCRIPTIONS_VIEW
    template_name = "subscriptions/renewal_list.html"
    page_title = gettext_lazy("Renewals")
    filterset_class = RenewalFilter
    tab: ClassVar[str]
    columns: ClassVar[Sequence[Column]] = (
        Column(gettext_lazy("Subscription")),
        Column(gettext_lazy("Customer"), sort="customer"),
        Column(gettext_lazy("Quantity"), numeric=True),
        Column(gettext_lazy("Term ends"), sort="ends"),
        Column(gettext_lazy("Why it is here")),
    )
    sorts = {
        "ends": Sort(gettext_lazy("Term ends"), ("term_ends_on",)),
        "customer": Sort(gettext_lazy("Customer"), ("customer_key",)),
    }
    default_sort = "ends"
    count_limit = 200  # each row is judged

    def queryset(self) -> SubscriptionQuerySet:
        """Within 90 days; where one day is asked for, later ones too."""
        asked = self.request.GET.get("day", "")
        return renewals.soon(self.tenant, renewals.FAR if asked else renewals.DAYS)

    def read_as(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        return list(renewals.parts(self.tenant, rows))  # type: ignore[arg-type]

    @property
    def may_decide(self) -> bool:
        return self.actor.may(Permission.RENEWAL_DECIDE)

    def bulk_url(self) -> str:
        return reverse("subscriptions:renewal-decide", args=[self.tenant.slug]) if self.may_decide else ""

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        attach_partners(page.rows, self.tenant)
        for row in page.rows:
            row.reasons = list(renewals.reasons(row, self.tenant))
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        slug = self.tenant.slug
        stuck = sum(count_up_to(rows) for rows in renewals.parts(self.tenant, renewals.failed(self.tenant)))
        tabs = [(label, reverse(name, args=[slug]), name == self.tab) for name, label in TABS]
        return super().get_context_data(
            tabs=tabs,
            tab=self.tab.rpartition("-")[2],
            stuck=stuck,
            stuck_label=limited(stuck),
            days=renewals.DAYS,
            may_decide=self.may_decide,
            **extra,
        )


class RenewalListView(_RenewalListView):
    """What somebody has to decide: it ends, it would fail to renew, or a partnership with who is named ended."""

    tab = "subscriptions:renewal-list"

    def queryset(self) -> SubscriptionQuerySet:
        return renewals.undecided(self.tenant, super().queryset())


class RenewalAutomaticView(_RenewalListView):
    """What renews by itself."""

    tab = "subscriptions:renewal-automatic"
    columns: ClassVar[Sequence[Column]] = _RenewalListView.columns[:4]

    def queryset(self) -> SubscriptionQuerySet:
        return renewals.automatic(self.tenant, super().queryset())


class RenewalFailedView(_RenewalListView):
    """What should have been renewed and could not be: each a task until somebody has seen to it."""

    tab = "subscriptions:renewal-failed"
    columns: ClassVar[Sequence[Column]] = (
        *_RenewalListView.columns,
        Column(gettext_lazy("Actions"), hidden=True),
    )

    def queryset(self) -> SubscriptionQuerySet:
        return renewals.failed(self.tenant)

    def bulk_url(self) -> str:
        return ""


class RenewalDecideView(TenantView):
    """Ticked rows: they renew by themselves, or they do not."""

    permission = Permission.RENEWAL_DECIDE

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("subscriptions:renewal-list", self.tenant.slug)

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = {"on": True, "off": False}.get(request.POST.get("auto_renew", ""))
        back = redirect(
            "subscriptions:renewal-list" if wanted else "subscriptions:renewal-automatic", self.tenant.slug
        )
        if wanted is None:
            messages.error(request, _("Choose what to do with the subscriptions."))
            return back
        ids = request.POST.getlist("ids")[:MOST]
        found = renewals.decided_by(self.tenant).filter(public_id__in=_readable(ids))
        rows = list(found.order_by("pk"))  # each is locked in turn: two at once never wait in a circle
        if not rows:
            messages.error(request, _("Tick at least one subscription."))
            return back
        self._decide(rows, auto_renew=wanted)
        return back

    def _decide(self, rows: list[Any], *, auto_renew: bool) -> None:
        done, refused = 0, []
        for row in rows:
            try:
                set_auto_renew(subscription=row, auto_renew=auto_renew, by=self.actor)
            except DomainError as error:
                refused.append(f"{row.name}: {error.message}")
            else:
                done += 1
        if done:
            renew = ngettext(
                "%(count)d subscription renews by itself.",
                "%(count)d subscriptions renew by themselves.",
                done,
            )
            end = ngettext(
                "%(count)d subscription ends with its term.",
                "%(count)d subscriptions end with their term.",
                done,
            )
            messages.success(self.request, (renew if auto_renew else end) % {"count": done})
        for words in refused:
            messages.error(self.request, words)


def _readable(ids: list[str]) -> list[str]:
    return [one for one in ids if one.isascii() and one.isalnum()]


class AttentionSettleView(TenantView):
    """The task of a renewal that could not happen goes away."""

    permission = Permission.RENEWAL_DECIDE

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self._row(public_id)
        return redirect("subscriptions:renewal-failed", self.tenant.slug)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self._row(public_id)
        settle_attention(subscription=row, by=self.actor)
        messages.success(request, _("Done: %(name)s is not on this list any more.") % {"name": row.name})
        return redirect("subscriptions:renewal-failed", self.tenant.slug)

    def _row(self, public_id: str) -> Subscription:
        return get_object_or_404(renewals.decided_by(self.tenant), public_id=public_id)
