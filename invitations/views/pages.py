from __future__ import annotations

from accounts.permissions import Permission
from accounts.views.base import TenantView


class InvitationListView(TenantView):
    permission = Permission.INVITATIONS_VIEW


class InvitationDetailView(TenantView):
    permission = Permission.INVITATIONS_VIEW
