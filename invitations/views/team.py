"""The people of a partner organisation, those invited among them."""

from __future__ import annotations

from functools import cached_property

from django.db.models.functions import Collate, Lower
from django.utils.translation import gettext_lazy as _

from accounts.badges import state_of
from accounts.labels import roles_in_words
from accounts.models import Membership
from accounts.permissions import Permission
from accounts.querysets import MembershipQuerySet
from accounts.roles import Roles
from accounts.views.base import TenantView
from invitations.filters_team import TeamFilter
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
        Column(_("Member since"), sort="since"),
        Column(_("Last sign-in")),
    )
    sorts = {"name": Sort(_("Name"), ("shown_key",)), "since": Sort(_("Member since"), ("created_at",))}
    default_sort = "name"

    def queryset(self) -> MembershipQuerySet:
        rows = Membership.objects.visible_to(self.tenant).with_ends().select_related("user")
        return rows.annotate(shown_key=Collate(Lower("user__full_name"), "C"))

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        for row in page.rows:
            row.state, row.roles_in_words = state_of(row), roles_in_words(Roles.held_by(row))
        return page
