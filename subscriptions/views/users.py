"""The users of a customer: the list, one user, a new one; blocking and resetting (S001-39, S002-1)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.badges import state_of
from accounts.labels import role_labels
from accounts.models import Membership
from accounts.querysets import MembershipQuerySet
from customers.abilities import Abilities
from customers.actions import (
    add_customer_user,
    block_customer_user,
    reset_customer_password,
    unblock_customer_user,
)
from customers.held import held
from customers.views.account import ACTIVE as HELD
from customers.views.account import ENDED, TABS
from partnercenter.core.errors import DomainError
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort
from subscriptions.filters_users import UserFilter
from subscriptions.forms_users import LicenceForm, UserForm
from subscriptions.views.user_pages import InRoom, OfUser, OwnSide, PartnerSide, Sided


class UserListPage(Sided, ListView):
    template_name = "subscriptions/user_list.html"
    filterset_class = UserFilter
    columns = (
        Column(_("Name"), sort="name"),
        Column(_("Roles")),
        Column(_("Licences")),
        Column(_("State")),
        Column(_("Member since"), sort="since"),
    )
    sorts = {
        "name": Sort(_("Name"), ("user__full_name",)),
        "since": Sort(_("Member since"), ("created_at",)),
    }
    default_sort = "name"

    def queryset(self) -> MembershipQuerySet:
        return self.room.members()

    def filter_arguments(self) -> dict[str, Any]:
        return {"room": self.room}

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        for row in page.rows:
            row.role_labels, row.state = role_labels(row.current_roles), state_of(row)
            row.url = self.room.url("user-detail", row.public_id)
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(room=self.room, add_url=self.room.url("user-add"), **extra)


class UserListView(PartnerSide, UserListPage):
    """A tab of the customer's page; without admin access or agreement it says so, and how to come to them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.room.refusal:
            return super().get(request, *args, **kwargs)
        found = held(self.tenant, self.kwargs["public_id"])
        context = {
            "room": self.room,
            "customer": self.room.customer,
            "held": found,
            "page_title": self.room.customer.name,
            "badge": HELD if found.is_active else ENDED,
            "abilities": Abilities(self.actor, found),
            "tabs": self._tabs,
        }
        return render(request, "subscriptions/users_refused.html", context)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        more = {"customer": self.room.customer, "tabs": self._tabs, "page_title": self._title}
        return super().get_context_data(**more, **extra)

    @property
    def _title(self) -> str:
        return gettext("Users of %(name)s") % {"name": self.room.customer}

    @property
    def _tabs(self) -> list[tuple[Any, str, bool]]:
        return [
            (label, route, route == "subscriptions:user-list")
            for label, route, *needs in TABS
            if all(map(self.actor.may, needs))
        ]


class OwnUserListView(OwnSide, UserListPage):
    page_title = _("Users")


class UserAddPage(InRoom):
    def get(self, request: HttpRequest, **_ids: str) -> HttpResponse:
        return self._form(UserForm(room=self.room))

    def post(self, request: HttpRequest, **_ids: str) -> HttpResponse:
        form = UserForm(request.POST, room=self.room)
        if not form.is_valid():
            return self._form(form)
        try:
            issued = add_customer_user(customer=self.room.customer, user=form.user, by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._form(form)
        member = Membership.objects.visible_to(self.room.customer).get(user=issued.user_id)
        return self.to_password(issued, member.public_id)

    def _form(self, form: UserForm) -> HttpResponse:
        return self.page("subscriptions/user_add.html", form=form, list_url=self.room.url("user-list"))


class ShowsUser(InRoom):
    """What cannot be done now stands there with its reason."""

    def show(self, member: Membership, form: LicenceForm | None = None) -> HttpResponse:
        room, holds = self.room, {one.subscription_id for one in member.held_licences}  # type: ignore[attr-defined]
        licences = [
            (one, room.url("licence-release", member.public_id, one.subscription.public_id))
            for one in member.held_licences  # type: ignore[attr-defined]
        ]
        names = ("user-block", "user-unblock", "user-reset", "licence-assign")
        return self.page(
            "subscriptions/user_detail.html",
            member=member,
            state=state_of(member),
            role_labels=role_labels(member.current_roles),
            licences=licences,
            form=form or LicenceForm(room=room, held=holds),
            urls={name.replace("-", "_"): room.url(name, member.public_id) for name in names},
            list_url=room.url("user-list"),
            not_changed=room.why_not_change(member),
            not_reset=room.why_not_reset(member),
        )


class UserDetailPage(ShowsUser):
    def get(self, request: HttpRequest, user_id: str, **_ids: str) -> HttpResponse:
        return self.show(self.room.member(user_id))


class UserBlockPage(OfUser):
    def post(self, request: HttpRequest, user_id: str, **_ids: str) -> HttpResponse:
        member = self.room.member(user_id)
        try:
            block_customer_user(membership=member, by=self.actor)
        except DomainError as error:
            self.told(error)
        else:
            messages.success(request, gettext("%(person)s is blocked.") % {"person": member.user})
        return self.back_to(user_id)


class UserUnblockPage(OfUser):
    def post(self, request: HttpRequest, user_id: str, **_ids: str) -> HttpResponse:
        member = self.room.member(user_id)
        try:
            unblock_customer_user(membership=member, by=self.actor)
        except DomainError as error:
            self.told(error)
        else:
            messages.success(request, gettext("%(person)s can get in again.") % {"person": member.user})
        return self.back_to(user_id)


class UserResetPage(OfUser):
    def post(self, request: HttpRequest, user_id: str, **_ids: str) -> HttpResponse:
        try:
            issued = reset_customer_password(membership=self.room.member(user_id), by=self.actor)
        except DomainError as error:
            self.told(error)
            return self.back_to(user_id)
        return self.to_password(issued, user_id)


class UserAddView(UserAddPage, PartnerSide): ...


class OwnUserAddView(UserAddPage, OwnSide): ...


class UserDetailView(UserDetailPage, PartnerSide): ...


class OwnUserDetailView(UserDetailPage, OwnSide): ...


class UserBlockView(UserBlockPage, PartnerSide): ...


class OwnUserBlockView(UserBlockPage, OwnSide): ...


class UserUnblockView(UserUnblockPage, PartnerSide): ...


class OwnUserUnblockView(UserUnblockPage, OwnSide): ...


class UserResetView(UserResetPage, PartnerSide): ...


class OwnUserResetView(UserResetPage, OwnSide): ...
