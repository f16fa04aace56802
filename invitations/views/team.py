"""The people of a partner organisation, those invited among them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce, Collate, Lower, NullIf
from django.utils.translation import gettext_lazy as _

from accounts.badges import state_of
from accounts.labels import role_labels, roles_in_words
from accounts.models import Membership
from accounts.permissions import Permission
from accounts.querysets import MembershipQuerySet
from accounts.roles import Roles
from accounts.views.base import TenantView
from invitations.asking import team_ways
from invitations.badges import INVITED
from invitations.filters_team import TeamFilter
from invitations.models import Invitation
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort


class TeamListView(TenantView, ListView):
    """Rulebook 2.1: global admins and user admins view and manage the users."""

    permission = Permission.MEMBERS_VIEW
    template_name = "invitations/team_list.html"
    page_title = _("Team")
    filterset_class = TeamFilter
    columns = (
        Column(_("Name"), sort="name"),
        Column(_("Roles")),
        Column(_("State")),
        Column(_("Two-step verification")),
        Column(_("Member since"), sort="since"),
        Column(_("Last sign-in")),
    )
    sorts = {
        "name": Sort(_("Name"), ("shown_key", "part")),
        "since": Sort(_("Member since"), ("created_at", "part")),
    }
    default_sort = "name"

    def queryset(self) -> MembershipQuerySet:
        rows = Membership.objects.visible_to(self.tenant).with_ends().select_related("user")
        return rows.annotate(shown_key=Collate(Lower("user__full_name"), "C"), part=_number(0))

    def read_as(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """Behind members those who are invited: nobody is one before having accepted."""
        invited = Invitation.objects.visible_to(self.tenant).of_colleagues().open().for_list()
        name = Coalesce(NullIf("recipient_name", Value("")), "recipient_email")
        invited = invited.annotate(shown_key=Collate(Lower(name), "C"), part=_number(1))
        return [rows, self.filterset.among_invited(invited)]

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        for row in page.rows:
            row.is_invited = isinstance(row, Invitation)
            row.state = INVITED if row.is_invited else state_of(row)
            row.roles_in_words = (
                role_labels(row.roles) if row.is_invited else roles_in_words(Roles.held_by(row))
            )
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(ways=list(team_ways(self.actor)), **extra)


def _number(value: int) -> Value:
    return Value(value, output_field=IntegerField())
