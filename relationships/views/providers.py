from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.permissions import Permission
from partnercenter.core.lists import Column
from relationships.filters import ProviderFilter
from relationships.models import Partnership
from relationships.querysets import PartnershipQuerySet
from relationships.views.partnerships import PartnershipDetailView, PartnershipListView


class ProviderListView(PartnershipListView):
    """S001-17: through whom we buy; there may be several (S004-20). Only the provider ends a partnership (D1)."""

    permission = Permission.PROVIDERS_VIEW
    template_name = "relationships/provider_list.html"
    page_title = _("Indirect providers")
    filterset_class = ProviderFilter
    sorts = PartnershipListView.sorts_by("provider_key")
    columns = (
        Column(_("Provider"), sort="name"),
        Column(_("Country")),
        Column(_("MPN ID")),
        Column(_("Contact")),
        PartnershipListView.since,
        Column(_("Actions"), hidden=True),
    )

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        may_invite = self.actor.may(Permission.JOINT_RELATIONSHIP_REQUEST)  # S001-26
        return super().get_context_data(may_invite=may_invite, **extra)

    def queryset(self) -> PartnershipQuerySet:
        return Partnership.objects.visible_to(self.tenant).with_providers_of(self.tenant).for_provider_list()


class ProviderDetailView(PartnershipDetailView):
    permission = Permission.PROVIDERS_VIEW
    template_name = "relationships/provider_detail.html"

    def partnerships(self) -> PartnershipQuerySet:
        rows = Partnership.objects.visible_to(self.tenant).with_providers_of(self.tenant)
        return rows.for_provider_list().select_related(
            "reseller", "provider__country__region", "provider__profile"
        )

    def other_side(self, partnership: Partnership) -> Tenant:
        return partnership.provider

    def context(self, partnership: Partnership) -> dict[str, Any]:
        may_invite = partnership.is_active and self.actor.may(Permission.JOINT_RELATIONSHIP_REQUEST)
        return {**super().context(partnership), "support": settings.SUPPORT_EMAIL, "may_invite": may_invite}
