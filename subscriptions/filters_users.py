"""Filters of the users of a customer."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.policies.members import CUSTOMER_ROLES
from accounts.querysets import MembershipQuerySet
from partnercenter.core.filters import SearchFilter
from subscriptions.models import Licence
from subscriptions.rooms import Room

WITHOUT = "none"


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = SearchFilter(label=_("Search by name or e-mail address"), method="search")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("Active")), ("blocked", _("Blocked")), ("temporary", _("Temporary password"))],
        empty_label=_("All"),
        method="in_state",
    )
    licence = django_filters.ChoiceFilter(label=_("Licence"), empty_label=_("All"), method="with_licence")
    role = django_filters.ChoiceFilter(
        label=_("Role"),
        choices=[(role.value, role.label) for role in CUSTOMER_ROLES],
        empty_label=_("All"),
        method="with_role",
    )

    class Meta:
        fields = ("q", "state", "licence", "role")

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = room
        names = [(one.public_id, one.name) for one in room.live()] if not room.refusal else []
        self.filters["licence"].extra["choices"] = [(WITHOUT, _("Without a licence")), *names]

    def search(self, rows: MembershipQuerySet, name: str, value: str) -> MembershipQuerySet:
        """By a part of it: an organisation has few enough people."""
        return rows.filter(Q(user__full_name__icontains=value) | Q(user__email__icontains=value))

    def in_state(self, rows: MembershipQuerySet, name: str, value: str) -> MembershipQuerySet:
        if value == "blocked":
            return rows.filter(blocked_at__isnull=False)
        if value == "temporary":
            return rows.filter(user__temporary_until__isnull=False)
        return rows.open()

    def with_licence(self, rows: MembershipQuerySet, name: str, value: str) -> MembershipQuerySet:
        licences = Licence.objects.visible_to(self.room.actor.tenant).filter(membership=OuterRef("pk"))
        if value == WITHOUT:
            return rows.filter(~Exists(licences))
        return rows.filter(Exists(licences.filter(subscription__public_id=value)))

    def with_role(self, rows: MembershipQuerySet, name: str, value: str) -> MembershipQuerySet:
        return rows.having([value])
