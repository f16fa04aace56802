from __future__ import annotations

from accounts.permissions import Permission
from accounts.views.base import TenantView


class ResellerListView(TenantView):
    permission = Permission.RESELLERS_VIEW


class ResellerDetailView(TenantView):
    permission = Permission.RESELLERS_VIEW
