"""One person of the organisation: roles, blocking, removing, leaving (rulebook 2.1, 2.2)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import block_member, change_roles, leave_organisation, remove_member, unblock_member
from accounts.badges import state_of
from accounts.forms_members import RolesForm
from accounts.labels import roles_in_words
from accounts.leaving import Departure
from accounts.models import Membership
from accounts.permissions import Permission, Role
from accounts.policies import members as policies
from accounts.roles import Roles
from accounts.states import TenantKind
from accounts.views.base import TenantView
from partnercenter.core.dates import zone_words
from partnercenter.core.errors import DomainError, StaleState, why_not


class MemberView(TenantView):
    """A page about one person of the organisation. A customer has the page of the person among its users."""

    permission = Permission.MEMBERS_MANAGE

    def member(self, member_id: str) -> Membership:
        rows = Membership.objects.visible_to(self.tenant).select_related("user", "tenant")
        return get_object_or_404(rows, public_id=member_id)

    def url_of(self, member: Membership) -> str:
        page = "accounts:member-detail"
        if self.tenant.kind == TenantKind.CUSTOMER:
            page = "subscriptions:own-user-detail"
        return reverse(page, args=[self.tenant.slug, member.public_id])

    @property
    def list_url(self) -> str:
        page = "invitations:team-list"
        if self.tenant.kind == TenantKind.CUSTOMER:
            page = "subscriptions:own-user-list"
        return reverse(page, args=[self.tenant.slug])

    def page(self, template: str, member: Membership, **context: Any) -> HttpResponse:
        frame = {"member": member, "back_url": self.url_of(member), "list_url": self.list_url}
        return render(self.request, f"accounts/{template}.html", frame | context)


class MemberDetailView(MemberView):
    """What cannot be done now stands there with its reason."""

    permission = Permission.MEMBERS_VIEW

    def get(self, request: HttpRequest, member_id: str) -> HttpResponse:
        member = self.member(member_id)
        return self.page(
            "member_detail",
            member,
            state=state_of(member),
            roles=roles_in_words(Roles.held_by(member)),
            is_self=member.user_id == self.actor.user.pk,
            zone=zone_words(),
            not_given=why_not(policies.require_may_change_roles, member, self.actor),
            not_changed=why_not(policies.require_may_change, member, self.actor),
        )


class MemberRolesView(MemberView):
    """Which roles, and until when. Who saves second is shown what was saved, and chooses (situation C-031)."""

    needs_recent_sign_in = True

    def get(self, request: HttpRequest, member_id: str) -> HttpResponse:
        member = self.member(member_id)
        return self._refused(member) or self._page(member, self._stored(member))

    def post(self, request: HttpRequest, member_id: str) -> HttpResponse:
        member = self.member(member_id)
        form = RolesForm(request.POST, offered=self._offered(member))
        if refusal := self._refused(member):
            return refusal
        if not form.is_valid():
            return self._page(member, form)
        try:
            change_roles(
                membership=member,
                roles=form.cleaned_data["roles"],
                ends_on=form.ends_on,
                version=form.cleaned_data["version"],
                by=self.actor,
            )
        except StaleState:
            return self._conflict(member_id, form)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(member, form)
        messages.success(request, _("The roles of %(person)s are saved.") % {"person": member.user})
        return redirect(self._after(member))

    def _after(self, member: Membership) -> str:
        """Who took the right to see the page from themselves is led to one that opens."""
        is_out = member.user_id == self.actor.user.pk and Role.GLOBAL_ADMIN not in member.current_roles
        return reverse("accounts:overview", args=[self.tenant.slug]) if is_out else self.url_of(member)

    def _refused(self, member: Membership) -> HttpResponse | None:
        if refusal := why_not(policies.require_may_change_roles, member, self.actor):
            messages.error(self.request, refusal)
            return redirect(self.url_of(member))
        return None

    def _offered(self, member: Membership) -> list[Role]:
        """Those one may give, and those the person has: they can stay, or go."""
        held = Roles.held_by(member).names
        given = policies.roles_to_give(self.actor)
        return [role for role in Role if role in given or role in held]

    def _stored(self, member: Membership) -> RolesForm:
        form = RolesForm(offered=self._offered(member), initial={"version": member.version})
        form.show(Roles.held_by(member))
        return form

    def _page(self, member: Membership, form: RolesForm, **more: Any) -> HttpResponse:
        title = _("Roles of %(person)s") % {"person": member.user}
        return self.page("member_roles", member, page_title=title, form=form, zone=zone_words(), **more)

    def _conflict(self, member_id: str, form: RolesForm) -> HttpResponse:
        """What was typed, to be saved over what a colleague saved, or not."""
        member = self.member(member_id)
        mine = RolesForm(offered=self._offered(member), initial={"version": member.version})
        mine.show(Roles.of(form.cleaned_data["roles"], form.ends_on))
        return self._page(member, mine, theirs=roles_in_words(Roles.held_by(member)))


class MemberEndView(MemberView):
    """What ends and what stays, then one button; where a rule forbids it, the rule."""

    needs_recent_sign_in = True
    leaves = True

    def rule(self, member: Membership) -> str:
        """Why it is not possible, or nothing."""
        return why_not(policies.require_may_change, member, self.actor) or why_not(
            policies.require_admin_left, self.tenant, member
        )

    def words(self, member: Membership) -> dict[str, str]:
        """Heading, button, and the harmless choice."""
        raise NotImplementedError

    def act(self, member: Membership) -> str:
        """Do it; returns what is said afterwards."""
        raise NotImplementedError

    def after(self, member: Membership) -> str:
        return self.list_url

    def get(self, request: HttpRequest, **ids: str) -> HttpResponse:
        member = self.member(**ids)
        departure = Departure(member, self.leaves)
        words = self.words(member)
        return self.page("member_end", member, refusal=self.rule(member), departure=departure, **words)

    def post(self, request: HttpRequest, **ids: str) -> HttpResponse:
        member = self.member(**ids)
        try:
            done = self.act(member)
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect(self.url_of(member) if error.code != "gone" else self.list_url)
        messages.success(request, done)
        return redirect(self.after(member))


class MemberBlockView(MemberEndView):
    leaves = False

    def words(self, member: Membership) -> dict[str, str]:
        person = {"person": member.user}
        return {
            "page_title": _("Block %(person)s?") % person,
            "submit": _("Block user"),
            "keep": _("Do not block"),
        }

    def act(self, member: Membership) -> str:
        block_member(membership=member, by=self.actor)
        return _("%(person)s is blocked.") % {"person": member.user}

    def after(self, member: Membership) -> str:
        return self.url_of(member)


class MemberUnblockView(MemberView):
    def get(self, request: HttpRequest, member_id: str) -> HttpResponse:
        return redirect(self.url_of(self.member(member_id)))

    def post(self, request: HttpRequest, member_id: str) -> HttpResponse:
        member = self.member(member_id)
        try:
            unblock_member(membership=member, by=self.actor)
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("%(person)s can get in again.") % {"person": member.user})
        return redirect(self.url_of(member))


class MemberRemoveView(MemberEndView):
    def words(self, member: Membership) -> dict[str, str]:
        names = {"person": member.user, "name": self.tenant}
        return {
            "page_title": _("Remove %(person)s from %(name)s?") % names,
            "submit": _("Remove user"),
            "keep": _("Keep user"),
        }

    def act(self, member: Membership) -> str:
        remove_member(membership=member, by=self.actor)
        return _("%(person)s has been removed.") % {"person": member.user}


class LeaveView(MemberEndView):
    """Oneself, out of this organisation."""

    permission = Permission.TENANT_VIEW

    def member(self, member_id: str = "") -> Membership:
        rows = Membership.objects.visible_to(self.tenant).select_related("user", "tenant")
        return get_object_or_404(rows, user=self.actor.user)

    def url_of(self, member: Membership) -> str:
        return reverse("accounts:overview", args=[self.tenant.slug])

    def rule(self, member: Membership) -> str:
        return why_not(policies.require_admin_left, self.tenant, member)

    def words(self, member: Membership) -> dict[str, str]:
        return {
            "page_title": _("Leave %(name)s?") % {"name": self.tenant},
            "submit": _("Leave organisation"),
            "keep": _("Stay"),
        }

    def act(self, member: Membership) -> str:
        leave_organisation(membership=member, by=self.actor)
        return _("You have left %(name)s.") % {"name": self.tenant}

    def after(self, member: Membership) -> str:
        return reverse("accounts:organisation-list")
