"""What an operator may do inside an organisation: look at it in every role, and take nothing along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from accounts.models import User, Visit
from accounts.permissions import Permission, Role
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_TAKEN_ALONG = frozenset(permission for permission in Permission if permission.endswith(".export"))
_LOOKING = ("GET", "HEAD", "OPTIONS")


class OnlyLooking(PermissionDenied):
    """A visit changes nothing and takes nothing along; becomes the 403 page that says so."""

    is_visit = True


@dataclass(frozen=True)
class Visitor(Actor):
    """Sees what the organisation's people see between them; whole lists stay where they are."""

    kind = "operator"

    def may(self, permission: str) -> bool:
        return permission not in _TAKEN_ALONG and super().may(permission)


def visit_of(user: User, slug: str) -> Visit | None:
    """The operator's running visit to the organisation of this address; asked anew by every request."""
    if not user.is_staff:
        return None
    with tenancy.system(reason="an operator looks at an organisation"):
        return Visit.objects.running().filter(operator=user, tenant__slug=slug).first()


def visitor(visit: Visit) -> Visitor:
    return Visitor(visit.operator, visit.tenant, frozenset(Role))


def require_only_looking(request: HttpRequest) -> None:
    if request.method not in _LOOKING:
        raise OnlyLooking


def require_nothing_taken(response: HttpResponseBase) -> None:
    """A file of whatever page: nothing of it has been read yet."""
    if response.get("Content-Disposition", "").startswith("attachment"):
        raise OnlyLooking
