"""Filters of the people of an organisation, and of those who are invited to it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.endings import SOON
from accounts.models import TimedRole
from accounts.policies.members import roles_offered
from accounts.querysets import MembershipQuerySet
from invitations.querysets import InvitationQuerySet
from partnercenter.core.filters import SearchFilter

INVITED = "invited"


class TeamFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Over members; `invited` narrows the invitations by the same choices."""

    q = SearchFilter(label=_("Search by name or e-mail address"), method="search")
    role = django_filters.ChoiceFilter(label=_("Role"), empty_label=_("All"), method="with_role")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("open", _("Active")),
            ("blocked", _("Blocked")),
            (INVITED, _("Invited")),
            ("one_step", _("Without two-step verification")),
            ("timed", _("With a role that ends")),
            ("ending", _("A role ends within 7 days")),
        ],
        empty_label=_("All"),
        method="in_state",
    )

    class Meta:
        fields = ("q", "role", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = roles_offered(self.request.actor.tenant)
        self.filters["role"].extra["choices"] = [(role.value, role.label) for role in offered]

    def search(self, rows: MembershipQuerySet, name: str, value: str) -> MembershipQuerySet:
        """By a part of it: an organisation has few enough people."""
        return rows.filter(Q(user__full_name__icontains=value) | Q(user__email__icontains=value))

    def with_role(self, rows: MembershipQuerySet, name: str, value: str) -> MembershipQuerySet:
        return rows.having([value])

    def in_state(self, rows: MembershipQuerySet, name: str, value: str) -> MembershipQuerySet:
        if value == "blocked":
            return rows.filter(blocked_at__isnull=False)
        if value == "open":
            return rows.open()
        if value == "one_step":
            return rows.filter(user__second_step_since=None)
        if value == INVITED:
            return rows.none()
        timed = TimedRole.objects.visible_to(self.request.actor.tenant).filter(membership=OuterRef("pk"))
        return rows.filter(Exists(timed.ending(SOON) if value == "ending" else timed.in_force()))

    def among_invited(self, rows: InvitationQuerySet) -> InvitationQuerySet:
        """The invitations that the same choices leave: a state of members leaves none."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        if chosen.get("state") not in (None, "", INVITED):
            return rows.none()
        if words := chosen.get("q"):
            rows = rows.filter(Q(recipient_name__icontains=words) | Q(recipient_email__icontains=words))
        return rows.filter(roles__contains=[chosen["role"]]) if chosen.get("role") else rows
