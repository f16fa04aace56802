"""The partner profile: what the organisation is in the programme, and which colleague can do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.labels import PERMISSION_LABELS, programme_labels, role_labels
from accounts.models import Location, Membership, PartnerProfile
from accounts.permissions import ROLE_PERMISSIONS, Permission, Role, roles_allow, tenant_allows
from accounts.states import Programme
from accounts.views.programme import ProfileTabView

SHOWN = 200  # colleagues


@dataclass(frozen=True)
class Right:
    """One thing that can be done here: which roles may, and who has one of them."""

    label: str
    roles: list[str]
    people: list[str]
    is_everyones: bool = False


class ProfileView(ProfileTabView):
    permission = Permission.TENANT_VIEW
    route = "accounts:profile"
    template_name = "accounts/profile.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        colleagues = self._colleagues()
        profile: PartnerProfile | None = getattr(self.tenant, "profile", None)
        return self.render_to_response(
            {
                **self.frame(),
                "tenant": self.tenant,
                "profile": profile,
                "programmes": programme_labels(self.tenant),
                "locations": list(
                    Location.objects.visible_to(self.tenant)
                    .select_related("country")
                    .order_by("-is_default", "name")
                ),
                "colleagues": [(person, role_labels(person.current_roles)) for person in colleagues[:SHOWN]],
                "may_add_location": self.actor.may(Permission.PROGRAMME_ENROL),
                "may_see_team": self.actor.may(Permission.MEMBERS_VIEW),
                "more_colleagues": len(colleagues) > SHOWN,
                "rights": self._rights(colleagues),
                "is_provider": Programme.INDIRECT_PROVIDER in self.tenant.programmes,
            }
        )

    def _colleagues(self) -> list[Membership]:
        people = Membership.objects.visible_to(self.tenant).filter(user__is_active=True)
        return list(people.select_related("user").order_by("user__full_name", "id")[: SHOWN + 1])

    def _rights(self, colleagues: list[Membership]) -> list[Right]:
        return [
            Right(
                str(PERMISSION_LABELS[permission]),
                role_labels(ROLE_PERMISSIONS[permission]),
                [str(person.user) for person in colleagues if roles_allow(person.current_roles, permission)],
                is_everyones=ROLE_PERMISSIONS[permission] == frozenset(Role.values),
            )
            for permission in Permission
            if tenant_allows(self.tenant, permission)
        ]
