"""What the two lists and the two detail pages have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.components import Badge
from partnercenter.core.lists import Column, ListView, Sort
from relationships.history import history
from relationships.models import Partnership, ResellerRelationship
from relationships.querysets import PartnershipQuerySet

ACTIVE = Badge(_("Active"), "success")
REMOVED = Badge(_("Partnership ended"), "neutral")


def badge_of(partnership: Partnership) -> Badge:
    return ACTIVE if partnership.is_active else REMOVED


class PartnershipListView(TenantView, ListView):
    """Sorted by the other side's name, or by when the partnership began."""

    default_sort = "name"
    since: ClassVar[Column] = Column(_("Partners since"), sort="since")

    @staticmethod
    def sorts_by(key: str) -> dict[str, Sort]:
        return {"name": Sort(_("Name"), (key,)), "since": Sort(_("Partners since"), ("established_at",))}

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        may = {
            "may_remove": self.actor.may(Permission.PARTNERSHIP_REMOVE),
            "may_add": self.actor.may(Permission.CUSTOMER_CREATE),
        }
        return super().get_context_data(
            **may, may_request=self.actor.may(Permission.PARTNERSHIP_REQUEST), **extra
        )


class PartnershipDetailView(TenantView):
    """One partnership with what came before and after it between the same two."""

    template_name: ClassVar[str]

    def partnerships(self) -> PartnershipQuerySet:
        """Those this page is about, with what it shows; the subclass says."""
        raise NotImplementedError

    def other_side(self, partnership: Partnership) -> Tenant:
        raise NotImplementedError

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        partnership = get_object_or_404(self.partnerships(), public_id=public_id)
        return render(request, self.template_name, self.context(partnership))

    def context(self, partnership: Partnership) -> dict[str, Any]:
        other = self.other_side(partnership)
        pair = Partnership.objects.visible_to(self.tenant).between(partnership.provider, partnership.reseller)
        others = list(pair.exclude(pk=partnership.pk).order_by("-established_at", "-id"))
        return {
            "page_title": other.name,
            "partnership": partnership,
            "other": other,
            "badge": badge_of(partnership),
            "others": others,
            "may_see_customers": self.actor.may(Permission.CUSTOMERS_VIEW),
            "current": next((one for one in others if one.is_active), None),
            "shared": ResellerRelationship.objects.visible_to(self.tenant)
            .shared_by(self.tenant, other)
            .count(),
            "entries": history(partnership.provider, partnership.reseller, viewer=self.tenant),
        }
