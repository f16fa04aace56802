"""Users of a customer: who adds, blocks and resets them, and whose account nobody touches (S001-39, S002-1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.actions import reveal_temporary_password
from accounts.models import Membership, TemporaryPassword, User
from customers.actions import (
    NewUser,
    add_customer_user,
    block_customer_user,
    reset_customer_password,
    unblock_customer_user,
)
from invitations.landing import gather
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from relationships.actions import end_reseller_relationship, remove_admin_roles
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.subscriptions.people import acting, agree, member
from tests.world import World

NARI = NewUser(user_name="Nari.Oh", full_name="Oh Nari", language="ko")


def refused(code: str, act: Callable[..., Any], by: Actor, **given: Any) -> None:
    with acting(by), pytest.raises(DomainError) as caught:
        act(by=by, **given)
    assert caught.value.code == code, caught.value.message


@pytest.fixture
def world(contoso: World) -> World:
    agree(contoso)
    return contoso


class TestAdding:
    @pytest.mark.rule("S001-39", "S000-54")
    def test_a_partner_with_admin_access_adds_a_user(self, world: World) -> None:
        by = world.actor("reseller", "admin_agent")
        with acting(by):
            issued = add_customer_user(customer=world.customer, user=NARI, by=by)
            password = reveal_temporary_password(issued=issued, by=by)
        person = User.objects.get(email=f"nari.oh@{world.customer.domain}")
        assert (person.directory, person.language, person.full_name) == (world.customer, "ko", "Oh Nari")
        assert Membership.objects.get(user=person).roles == ["default_user"]
        assert person.check_password(password)
        assert person.temporary_until is not None

    def test_its_own_admin_does(self, world: World) -> None:
        by = world.actor("customer", "user_admin")
        with acting(by):
            issued = add_customer_user(customer=world.customer, user=NARI, by=by)
        assert issued.issuer == world.customer
        added = AuditEvent.objects.get(action="member.added")
        assert added.tenant == world.customer

    @pytest.mark.rule("S002-1")
    def test_it_takes_admin_access_and_the_agreement(self, contoso: World) -> None:
        given = {"customer": contoso.customer, "user": NARI}
        refused("no_agreement", add_customer_user, contoso.actor("reseller", "admin_agent"), **given)
        agree(contoso)
        refused("no_admin_access", add_customer_user, contoso.actor("provider", "admin_agent"), **given)
        refused("no_admin_access", add_customer_user, contoso.actor("direct", "admin_agent"), **given)
        remove_admin_roles(partner=contoso.reseller, customer=contoso.customer, by=contoso.actor("customer"))
        refused("no_admin_access", add_customer_user, contoso.actor("reseller", "admin_agent"), **given)
        assert not TemporaryPassword.objects.exists()

    @pytest.mark.parametrize("role", ["global_admin", "sales_agent", "user_admin", "default_user"])
    def test_it_takes_a_role(self, world: World, role: str) -> None:
        by = world.actor("reseller", role)
        refused("wrong_role", add_customer_user, by, customer=world.customer, user=NARI)

    @pytest.mark.parametrize(
        ("kind", "role", "wanted", "ok"),
        [
            ("reseller", "admin_agent", "global_admin", True),
            ("reseller", "helpdesk_agent", "default_user", True),
            ("reseller", "helpdesk_agent", "user_admin", False),
            ("customer", "global_admin", "global_admin", True),
            ("customer", "user_admin", "user_admin", True),
            ("customer", "user_admin", "global_admin", False),
            ("customer", "global_admin", "admin_agent", False),
        ],
    )
    def test_nobody_gives_more_than_they_have(
        self, world: World, kind: str, role: str, wanted: str, ok: bool
    ) -> None:
        by, user = world.actor(kind, role), NewUser("new", "New", roles=[wanted])
        if not ok:
            refused("roles", add_customer_user, by, customer=world.customer, user=user)
            return
        with acting(by):
            assert add_customer_user(customer=world.customer, user=user, by=by)

    @pytest.mark.situation("C-070")
    def test_a_name_that_is_taken_is_refused_without_a_word_about_whose(self, world: World) -> None:
        make.UserFactory(email=f"nari.oh@{world.customer.domain}")
        by = world.actor("reseller", "admin_agent")
        refused("user_name_taken", add_customer_user, by, customer=world.customer, user=NARI)

    @pytest.mark.parametrize("name", ["", "a b", "a@b", "<script>", "a\r\nBcc:", "가", "x" * 65, ".", "a..b"])
    def test_names_that_are_none(self, world: World, name: str) -> None:
        by = world.actor("customer")
        refused("user_name", add_customer_user, by, customer=world.customer, user=NewUser(name, "New"))


class TestBlocking:
    def test_a_blocked_user_is_out_and_back_again(self, world: World, client_for: Callable[..., Any]) -> None:
        one, by = member(world), world.actor("reseller", "helpdesk_agent")
        client = client_for(one.user)
        home = f"/t/{world.customer.slug}/"
        assert client.get(home).status_code == 200
        with acting(by):
            block_customer_user(membership=one, by=by)
        assert client.get(home).status_code == 404
        assert client.get("/", follow=True).status_code == 200
        refused("unchanged", block_customer_user, by, membership=one)
        with acting(by):
            unblock_customer_user(membership=one, by=by)
        assert client.get(home).status_code == 200
        event = AuditEvent.objects.get(action="member.blocked")
        assert (event.tenant, event.counterparty) == (world.customer, world.reseller)

    def test_a_blocked_global_admin_does_not_answer_for_the_organisation(self, world: World) -> None:
        """Nor behind the link of an invitation, which is outside the organisation's own pages."""
        blocked = member(world, "second", "global_admin")
        invitation = make.InvitationFactory(
            kind="relationship",
            capacity="direct",
            inviter=world.direct,
            invited_by=world.people["direct"]["admin_agent"],
            recipient_email=blocked.user.email,
        )
        assert [one.tenant for one in gather(invitation, 1, blocked.user).candidates] == [world.customer]
        block_customer_user(membership=blocked, by=world.actor("customer"))
        assert not gather(invitation, 1, blocked.user).candidates

    def test_oneself_and_the_last_global_admin_stay(self, world: World) -> None:
        mine = Membership.objects.get(tenant=world.customer, user=world.people["customer"]["global_admin"])
        refused("oneself", block_customer_user, world.actor("customer"), membership=mine)
        refused("last_admin", block_customer_user, world.actor("reseller", "admin_agent"), membership=mine)
        second = member(world, "second", "global_admin")
        by = Actor(second.user, world.actor("customer").tenant, frozenset({"global_admin"}))
        with acting(by):
            block_customer_user(membership=mine, by=by)
        refused("last_admin", block_customer_user, world.actor("reseller", "admin_agent"), membership=second)

    def test_a_global_admin_is_not_for_helpdesk_or_user_admins(self, world: World) -> None:
        admin = member(world, "second", "global_admin")
        for by in (world.actor("reseller", "helpdesk_agent"), world.actor("customer", "user_admin")):
            refused("global_admin", block_customer_user, by, membership=admin)
            refused("global_admin", reset_customer_password, by, membership=admin)


class TestResetting:
    @pytest.mark.rule("S000-52", "S001-39")
    def test_gives_a_temporary_password(self, world: World) -> None:
        one, by = member(world), world.actor("reseller", "helpdesk_agent")
        with acting(by):
            issued = reset_customer_password(membership=one, by=by)
        assert User.objects.get(pk=one.user_id).password == one.user.password  # until it is looked at
        with acting(by):
            password = reveal_temporary_password(issued=issued, by=by)
        assert User.objects.get(pk=one.user_id).check_password(password)

    def test_a_global_admin_by_an_admin_agent(self, world: World) -> None:
        by, admin = world.actor("reseller", "admin_agent"), member(world, "second", "global_admin")
        with acting(by):
            assert reset_customer_password(membership=admin, by=by)

    def test_a_persons_own_account_is_nobodys(self, world: World) -> None:
        """Takeovers: an own account, one of another directory, one that opens another organisation, an operator's."""
        by, other = world.actor("reseller", "admin_agent"), make.TenantFactory(customer=True)
        own = member(world, "own", directory=False)
        refused("own_account", reset_customer_password, by, membership=own)
        foreign = make.MembershipFactory(
            tenant=world.customer, user=make.UserFactory(directory=other), roles=["default_user"]
        )
        refused("own_account", reset_customer_password, by, membership=foreign)
        both = member(world, "both")
        make.MembershipFactory(tenant=other, user=both.user)
        refused("used_elsewhere", reset_customer_password, by, membership=both)
        operator = member(world, "operator")
        User.objects.filter(pk=operator.user_id).update(is_staff=True)
        refused("own_account", reset_customer_password, by, membership=operator)
        assert not TemporaryPassword.objects.exists()

    def test_not_of_a_blocked_one_and_not_ones_own(self, world: World) -> None:
        one, by = member(world), world.actor("customer")
        block_customer_user(membership=one, by=by)
        refused("blocked", reset_customer_password, by, membership=one)
        mine = Membership.objects.get(tenant=world.customer, user=by.user)
        refused("oneself", reset_customer_password, by, membership=mine)


class TestLosingAccess:
    """What a partner was given or knows when its admin access ends opens nothing any more."""

    @pytest.mark.rule("S002-1")
    @pytest.mark.parametrize("how", ["taken back", "ended"])
    def test_what_it_has_not_seen_it_never_sees(self, world: World, how: str) -> None:
        one, by = member(world), world.actor("reseller", "admin_agent")
        issued = reset_customer_password(membership=one, by=by)
        self._lose(world, how)
        refused("expired", reveal_temporary_password, by, issued=issued)

    def test_what_it_has_seen_and_nobody_changed_has_lapsed(self, world: World) -> None:
        one, by = member(world), world.actor("reseller", "admin_agent")
        reveal_temporary_password(issued=reset_customer_password(membership=one, by=by), by=by)
        own = member(world, "own")
        self._lose(world, "taken back")
        assert User.objects.has_lapsed(User.objects.get(pk=one.user_id))
        assert not User.objects.has_lapsed(User.objects.get(pk=own.user_id))

    @staticmethod
    def _lose(world: World, how: str) -> None:
        by = world.actor("customer")
        with acting(by):
            remove_admin_roles(partner=world.reseller, customer=world.customer, by=by)
        if how == "ended":
            row = ResellerRelationship.objects.get(partner=world.provider, customer=world.customer)
            end_reseller_relationship(relationship=row, by=world.actor("provider"), reason="other")
