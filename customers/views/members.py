from __future__ import annotations

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from accounts.labels import role_labels
from accounts.models import Membership
from accounts.permissions import Permission
from accounts.querysets import MembershipQuerySet
from accounts.views.base import TenantView
from customers.filters_own import MemberFilter
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort


class MemberListView(TenantView, ListView):
    """The users of the organisation and their roles, to read."""

    permission = Permission.MEMBERS_VIEW
    template_name = "customers/member_list.html"
    page_title = _("Users and roles")
    filterset_class = MemberFilter
    columns = (
        Column(_("Name"), sort="name"),
        Column(_("E-mail address")),
        Column(_("Roles")),
        Column(_("Member since"), sort="since"),
    )
    sorts = {
        "name": Sort(_("Name"), ("user__full_name",)),
        "since": Sort(_("Member since"), ("created_at",)),
    }
    default_sort = "name"

    def queryset(self) -> MembershipQuerySet:
        return Membership.objects.visible_to(self.tenant).select_related("user")

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        for row in page.rows:
            row.role_labels = role_labels(row.roles)
        return page
