"""What every page of an organisation stands on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View

from accounts.models import Membership, Tenant
from accounts.permissions import PROGRAMME_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role, tenant_allows
from accounts.states import Programme
from partnercenter.core.actor import Actor
from partnercenter.core.errors import RoleRequired


class ProgrammeRequired(PermissionDenied):
    """The organisation is not of the kind this page is for; becomes the 403 page that says which."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.programmes = [Programme(value).label for value in sorted(PROGRAMME_PERMISSIONS[permission])]


class TenantView(View):
    """A page under /t/<slug>/; `permission` says who may open it. 403 names the role that is missing."""

    permission: ClassVar[Permission]

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return actor

    @property
    def tenant(self) -> Tenant:
        tenant: Tenant = self.actor.tenant
        return tenant

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.actor.may(self.permission):
            self._refuse()
        return super().dispatch(request, *args, **kwargs)

    def _refuse(self) -> None:
        if not tenant_allows(self.tenant.programmes, self.permission):
            raise ProgrammeRequired(self.permission)
        roles = ROLE_PERMISSIONS[self.permission]
        holders = Membership.objects.visible_to(self.tenant).with_role(*roles)[:5]
        raise RoleRequired(
            self.permission,
            [role.label for role in Role if role.value in roles],
            [membership.user.full_name for membership in holders],
        )
