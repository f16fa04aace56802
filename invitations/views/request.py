from __future__ import annotations

from accounts.permissions import Permission
from accounts.views.base import TenantView


class RequestPartnershipView(TenantView):
    permission = Permission.PARTNERSHIP_REQUEST


class BatchDetailView(TenantView):
    permission = Permission.PARTNERSHIP_REQUEST
