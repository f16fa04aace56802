from __future__ import annotations

from accounts.permissions import Permission
from accounts.views.base import TenantView


class InvitationEditView(TenantView):
    permission = Permission.PARTNERSHIP_REQUEST


class InvitationResendView(TenantView):
    permission = Permission.PARTNERSHIP_REQUEST


class InvitationRevokeView(TenantView):
    permission = Permission.PARTNERSHIP_REQUEST
