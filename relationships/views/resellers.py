from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.permissions import Permission
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column
from relationships.filters import ResellerFilter
from relationships.models import Partnership
from relationships.querysets import PartnershipQuerySet
from relationships.readiness import obstacle
from relationships.views.partnerships import PartnershipDetailView, PartnershipListView


class ResellerListView(PartnershipListView):
    """S000-10: who sells for us. A reseller is here once it has accepted (S000-20), until removal (S000-39)."""

    permission = Permission.RESELLERS_VIEW
    template_name = "relationships/reseller_list.html"
    page_title = _("Indirect resellers")
    filterset_class = ResellerFilter
    sorts = PartnershipListView.sorts_by("reseller_key")
    columns = (
        Column(_("Reseller"), sort="name"),
        Column(_("Country")),
        Column(_("MPN ID")),
        Column(_("Partner agreement")),
        PartnershipListView.since,
        Column(_("Actions"), hidden=True),
    )

    def queryset(self) -> PartnershipQuerySet:
        return Partnership.objects.visible_to(self.tenant).with_resellers_of(self.tenant).for_reseller_list()

    @cached_property
    def page(self) -> Page:
        """Each row says why it cannot be named on new business, before somebody tries (S004-6, S004-7)."""
        page: Page = super().page
        for row in page.rows:
            row.provider = self.tenant
            row.obstacle = obstacle(row)
        return page


class ResellerDetailView(PartnershipDetailView):
    permission = Permission.RESELLERS_VIEW
    template_name = "relationships/reseller_detail.html"

    def partnerships(self) -> PartnershipQuerySet:
        rows = Partnership.objects.visible_to(self.tenant).with_resellers_of(self.tenant)
        return rows.for_reseller_list().select_related("provider", "reseller__country__region")

    def other_side(self, partnership: Partnership) -> Tenant:
        return partnership.reseller

    def context(self, partnership: Partnership) -> dict[str, Any]:
        may_remove = partnership.is_active and self.actor.may(Permission.PARTNERSHIP_REMOVE)
        may_add = partnership.is_active and self.actor.may(Permission.CUSTOMER_CREATE)
        return {**super().context(partnership), "may_remove": may_remove, "may_add": may_add}
