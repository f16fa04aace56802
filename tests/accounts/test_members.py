"""Who belongs to an organisation and in which roles: what may be done, by whom, and what is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actions import (
    add_member,
    block_member,
    change_roles,
    leave_organisation,
    name_global_admin,
    remove_member,
    set_active,
    unblock_member,
)
from accounts.models import Membership, Tenant, TimedRole
from accounts.permissions import Role
from accounts.policies.members import roles_offered, roles_to_give
from partnercenter.core.actor import OperatorActor, SystemActor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import AuditEvent
from subscriptions.models import Subscription
from tests import factories as make
from tests.accounts.people import TODAY, acting, actor_of, admins, last, membership, refused
from tests.world import World


@pytest.fixture
def operator() -> OperatorActor:
    return OperatorActor(make.UserFactory(is_staff=True), "Asked for on the telephone.")


class TestRoles:
    def test_are_changed_and_written_down(self, contoso: World) -> None:
        one, by = membership(contoso, "default_user"), contoso.actor()
        with acting(by):
            change_roles(membership=one, roles=["sales_agent", "helpdesk_agent"], by=by, version=1)
        one.refresh_from_db()
        assert (one.roles, one.version) == (["helpdesk_agent", "sales_agent"], 2)
        event = last("member.roles_changed")
        assert event.changes == {"roles": [["default_user"], ["helpdesk_agent", "sales_agent"]]}
        assert (event.tenant, event.actor, event.target_id) == (contoso.provider, contoso.admin, one.pk)

    def test_what_stays_as_it_was_is_no_event(self, contoso: World) -> None:
        one, by = contoso.colleague, contoso.actor()
        ends_on = {"sales_agent": TODAY() + timedelta(days=14)}
        with acting(by):
            change_roles(membership=one, roles=["helpdesk_agent", "sales_agent"], ends_on=ends_on, by=by)
            timed = TimedRole.objects.get(membership=one)
            events = AuditEvent.objects.count()
            change_roles(membership=one, roles=["helpdesk_agent", "sales_agent"], ends_on=ends_on, by=by)
        assert AuditEvent.objects.count() == events
        assert TimedRole.objects.get(membership=one) == timed

    @pytest.mark.situation("C-031")
    def test_a_form_of_yesterday_is_told(self, contoso: World) -> None:
        one, by = membership(contoso, "default_user"), contoso.actor()
        change_roles(membership=one, roles=["sales_agent"], by=by, version=1)
        with pytest.raises(StaleState):
            change_roles(membership=one, roles=["billing_admin"], by=by, version=1)
        one.refresh_from_db()
        assert one.roles == ["sales_agent"]

    def test_there_is_always_one(self, contoso: World) -> None:
        one = membership(contoso, "default_user")
        refused("no_role", change_roles, contoso.actor(), membership=one, roles=[])

    def test_only_a_global_admin_gives_or_takes_the_role_of_one(self, contoso: World) -> None:
        """Rulebook 2.1, 2.2: a user admin manages everybody else."""
        by = contoso.actor(role="user_admin")
        agent, second = membership(contoso, "sales_agent"), contoso.joined("second", roles=["global_admin"])
        refused("roles", change_roles, by, membership=agent, roles=["global_admin"])
        refused("global_admin", change_roles, by, membership=second, roles=["default_user"])
        refused("global_admin", change_roles, by, membership=second, roles=["global_admin", "billing_admin"])
        refused("global_admin", block_member, by, membership=second)
        refused("global_admin", remove_member, by, membership=second)
        with acting(by):
            change_roles(membership=agent, roles=["billing_admin"], by=by)
        with acting(contoso.actor()):
            change_roles(membership=second, roles=["global_admin", "billing_admin"], by=contoso.actor())
            change_roles(membership=second, roles=["default_user"], by=contoso.actor())

    def test_a_global_admin_for_some_days_is_one(self, contoso: World) -> None:
        """Those who may not touch a global admin may not touch this one either."""
        one = make.TimedRoleFactory(membership=contoso.joined("guest"), role="global_admin").membership
        refused("global_admin", block_member, contoso.actor(role="user_admin"), membership=one)

    @pytest.mark.parametrize("role", ["billing_admin", "admin_agent", "sales_agent", "helpdesk_agent"])
    def test_nobody_else_manages_people(self, contoso: World, role: str) -> None:
        by, one = contoso.actor(role=role), membership(contoso, "default_user")
        refused("wrong_role", change_roles, by, membership=one, roles=["sales_agent"])
        refused("wrong_role", block_member, by, membership=one)
        refused("wrong_role", unblock_member, by, membership=contoso.blocked_colleague)
        refused("wrong_role", remove_member, by, membership=one)

    def test_ones_own_roles_are_a_global_admins_alone(self, contoso: World) -> None:
        mine = membership(contoso, "user_admin")
        refused(
            "oneself", change_roles, contoso.actor(role="user_admin"), membership=mine, roles=["admin_agent"]
        )
        by, own = contoso.actor(), membership(contoso, "global_admin")
        with acting(by):
            change_roles(membership=own, roles=["global_admin", "admin_agent"], by=by)
        own.refresh_from_db()
        assert own.roles == ["admin_agent", "global_admin"]

    def test_nobody_blocks_or_removes_themselves(self, contoso: World) -> None:
        contoso.joined("second", roles=["global_admin"])
        mine = membership(contoso, "global_admin")
        refused("oneself", block_member, contoso.actor(), membership=mine)
        refused("oneself", remove_member, contoso.actor(), membership=mine)


class TestOffer:
    """Rulebook 2.1: Sales agent is only offered to partners of tier 1 and tier 2."""

    @pytest.mark.parametrize("trait", ["provider", "reseller", "direct_bill"])
    def test_every_tier_has_sales_agents(self, db: None, trait: str) -> None:
        assert roles_offered(make.TenantFactory(**{trait: True})) == list(Role)

    def test_a_partner_without_a_programme_has_none(self, db: None) -> None:
        tenant = make.TenantFactory()
        assert Role.SALES_AGENT not in roles_offered(tenant)
        admin = make.MembershipFactory(tenant=tenant)
        one = make.MembershipFactory(tenant=tenant, roles=["default_user"])
        by = actor_of(admin)
        assert Role.SALES_AGENT not in roles_to_give(by)
        refused("roles", change_roles, by, membership=one, roles=["sales_agent"])

    def test_who_is_one_where_there_are_none_any_more_may_stay_or_go(self, db: None) -> None:
        tenant = make.TenantFactory()
        by = actor_of(make.MembershipFactory(tenant=tenant))
        one = make.MembershipFactory(tenant=tenant, roles=["sales_agent"])
        with acting(by):
            change_roles(membership=one, roles=["sales_agent", "billing_admin"], by=by)
            change_roles(membership=one, roles=["billing_admin"], by=by)
        refused("roles", change_roles, by, membership=one, roles=["sales_agent"])

    def test_a_customer_has_no_agents(self, contoso: World) -> None:
        one = membership(contoso, "default_user", "customer")
        refused("roles", change_roles, contoso.actor("customer"), membership=one, roles=["admin_agent"])


class TestLeaving:
    def test_blocked_and_back_again(self, contoso: World) -> None:
        one, by = contoso.colleague, contoso.actor(role="user_admin")
        with acting(by):
            block_member(membership=one, by=by)
        refused("unchanged", block_member, by, membership=one)
        with acting(by):
            unblock_member(membership=one, by=by)
        refused("unchanged", unblock_member, by, membership=one)
        assert Membership.objects.get(pk=one.pk).roles == ["helpdesk_agent"]
        assert last("member.blocked").tenant == last("member.unblocked").tenant == contoso.provider

    def test_removed_with_all_roles(self, contoso: World) -> None:
        one, by = contoso.colleague, contoso.actor(role="user_admin")
        with acting(by):
            remove_member(membership=one, by=by)
        assert not Membership.objects.filter(pk=one.pk).exists()
        assert not TimedRole.objects.filter(membership=one.pk).exists()
        event = last("member.removed")
        assert event.changes["roles"] == [["helpdesk_agent", "sales_agent"], []]
        assert event.changes["person"] == [one.user.email, ""]
        refused("unchanged", remove_member, by, membership=one)
        refused("gone", change_roles, by, membership=one, roles=["sales_agent"])

    def test_a_customers_user_gives_the_licences_back(self, contoso: World) -> None:
        licence, by = contoso.licence, contoso.actor("customer")
        Subscription.objects.filter(pk=licence.subscription_id).update(assigned=1)
        with acting(by):
            remove_member(membership=licence.membership, by=by)
        licence.subscription.refresh_from_db()
        assert licence.subscription.assigned == 0

    def test_by_oneself(self, contoso: World) -> None:
        one = contoso.colleague
        with acting(actor_of(one)):
            leave_organisation(membership=one, by=actor_of(one))
        assert last("member.left").actor == one.user
        assert not Membership.objects.filter(pk=one.pk).exists()

    def test_nobody_leaves_for_another(self, contoso: World) -> None:
        refused("not_yours", leave_organisation, contoso.actor(), membership=contoso.colleague)


class TestTheLastGlobalAdmin:
    """Nobody could manage the organisation: whatever would take the last one away is refused."""

    def test_cannot_leave(self, contoso: World) -> None:
        mine = membership(contoso, "global_admin")
        refused("last_admin", leave_organisation, contoso.actor(), membership=mine)

    def test_cannot_lose_the_role_or_have_it_end(self, contoso: World) -> None:
        mine, by = membership(contoso, "global_admin"), contoso.actor()
        refused("last_admin", change_roles, by, membership=mine, roles=["admin_agent"])
        ends_on = {"global_admin": TODAY() + timedelta(days=300)}
        refused("last_admin", change_roles, by, membership=mine, roles=["global_admin"], ends_on=ends_on)
        assert admins(contoso) == [contoso.admin]

    def test_is_not_the_one_whose_role_ends_or_who_is_kept_out(self, contoso: World) -> None:
        """One more who does not count: with an end, blocked, or with an account that is closed."""
        make.TimedRoleFactory(membership=contoso.joined("guest"), role="global_admin")
        contoso.joined("out", roles=["global_admin"], blocked_at=contoso.provider.created_at)
        closed = make.UserFactory(is_active=False)
        make.MembershipFactory(tenant=contoso.provider, user=closed)
        mine = membership(contoso, "global_admin")
        refused("last_admin", leave_organisation, contoso.actor(), membership=mine)

    def test_operators_meet_the_same_rule(self, contoso: World, operator: OperatorActor) -> None:
        mine = membership(contoso, "global_admin")
        for act, given in (
            (change_roles, {"membership": mine, "roles": ["default_user"]}),
            (block_member, {"membership": mine}),
            (remove_member, {"membership": mine}),
            (set_active, {"user": contoso.admin, "active": False}),
        ):
            with pytest.raises(DomainError) as caught:
                act(by=operator, **given)
            assert caught.value.code == "last_admin"
        assert admins(contoso) == [contoso.admin]

    def test_operators_name_another_one_first(self, contoso: World, operator: OperatorActor) -> None:
        outsider = make.UserFactory()
        name_global_admin(tenant=contoso.provider, user=outsider, by=operator)
        remove_member(membership=membership(contoso, "global_admin"), by=operator)
        assert admins(contoso) == [outsider]

    def test_a_member_who_is_named_keeps_the_other_roles(
        self, contoso: World, operator: OperatorActor
    ) -> None:
        one = contoso.colleague
        name_global_admin(tenant=contoso.provider, user=one.user, by=operator)
        assert one.current_roles >= {"sales_agent"}
        one.refresh_from_db()
        assert one.roles == ["global_admin", "helpdesk_agent"]
        assert one.timed.get().role == "sales_agent"
        with pytest.raises(DomainError):
            name_global_admin(tenant=contoso.provider, user=one.user, by=operator)

    def test_where_there_is_none_others_go_as_they_like(self, operator: OperatorActor, db: None) -> None:
        one = make.MembershipFactory(roles=["sales_agent"])
        remove_member(membership=one, by=operator)
        assert not Membership.objects.filter(tenant=one.tenant).exists()


def test_a_member_is_added_once(contoso: World) -> None:
    by = SystemActor("test")
    with pytest.raises(DomainError) as caught:
        add_member(tenant=contoso.provider, user=contoso.admin, roles=["sales_agent"], by=by)
    assert caught.value.code == "already_member"


def test_partners_of_one_another_manage_nobody(contoso: World) -> None:
    """Not even through an action: row-level security shows the other's people to no colleague of theirs."""
    one, by = contoso.colleague, contoso.actor("reseller")
    with acting(by):
        assert not Membership.objects.filter(pk=one.pk).exists()
        assert not Tenant.objects.filter(pk=one.tenant_id, memberships=one.pk).exists()
    refused("gone", block_member, by, membership=one)
