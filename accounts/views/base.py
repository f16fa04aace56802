"""What every page of an organisation stands on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View

from accounts.labels import standing_labels
from accounts.models import Membership, Tenant
from accounts.permissions import PROGRAMME_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role, tenant_allows
from accounts.visiting import Visitor, require_nothing_taken
from partnercenter.core import proof
from partnercenter.core.actor import Actor
from partnercenter.core.errors import RoleRequired


class ProgrammeRequired(PermissionDenied):
    """The organisation is not of the kind this page is for; becomes the 403 page that says which."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.programmes = standing_labels(PROGRAMME_PERMISSIONS[permission])


class TenantView(View):
    """A page under /t/<slug>/; `permission` says who may open it. 403 names the role that is missing.

    `needs_recent_sign_in`: before something dangerous the person proves again who they are (core.proof).
    """

    permission: ClassVar[Permission]
    needs_recent_sign_in: ClassVar[bool] = False

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return actor

    @property
    def tenant(self) -> Tenant:
        tenant: Tenant = self.actor.tenant
        return tenant

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.permission)
        if self.needs_recent_sign_in and not proof.is_recent(request):
            return proof.ask(request)
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(self.actor, Visitor):
            require_nothing_taken(response)
        return response

    def require(self, permission: Permission) -> None:
        """403 unless the person may; also for what only one object on the page asks for."""
        if self.actor.may(permission):
            return
        if not tenant_allows(self.tenant, permission):
            raise ProgrammeRequired(permission)
        roles = ROLE_PERMISSIONS[permission]
        holders = Membership.objects.visible_to(self.tenant).with_role(*roles)[:5]
        raise RoleRequired(
            permission,
            [role.label for role in Role if role.value in roles],
            [membership.user.full_name for membership in holders],
        )
