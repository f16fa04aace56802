from __future__ import annotations

from accounts.permissions import Permission
from accounts.views.base import TenantView


class PartnershipRemoveView(TenantView):
    permission = Permission.PARTNERSHIP_REMOVE
