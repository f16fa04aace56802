from __future__ import annotations

from accounts.permissions import Permission
from accounts.views.base import TenantView


class ProviderListView(TenantView):
    permission = Permission.PROVIDERS_VIEW


class ProviderDetailView(TenantView):
    permission = Permission.PROVIDERS_VIEW
