"""A partner with a customer: what may be, what comes of it, how rights come and go, how it ends."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Country, Tenant
from accounts.permissions import Role
from accounts.states import Cloud, Programme
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships import actions, policies
from relationships.blockers import Blocker, blockers, blockers_of
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, Capacity, EndReason, RelationshipStatus
from tests import factories as make
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


def customer(**values) -> Tenant:
    tenant = make.TenantFactory(customer=True, **values)
    return Tenant.objects.select_related("country__region").get(pk=tenant.pk)


def admin_of(tenant: Tenant) -> Actor:
    user = make.UserFactory()
    make.MembershipFactory(tenant=tenant, user=user, roles=[Role.GLOBAL_ADMIN])
    return Actor(user, tenant, frozenset({Role.GLOBAL_ADMIN}))


def joint(world: World, tenant: Tenant, *, admin_access: bool = False, **values):
    partners = {"provider": world.provider, "reseller": world.reseller} | values
    return actions.establish_joint_relationships(
        customer=tenant, admin_access=admin_access, by=admin_of(tenant), **partners
    )


def alone(partner: Tenant, tenant: Tenant, *, admin_access: bool = False, capacity=Capacity.DIRECT):
    return actions.establish_reseller_relationship(
        partner=partner, customer=tenant, capacity=capacity, admin_access=admin_access, by=admin_of(tenant)
    )


def refusal(partner: Tenant, tenant: Tenant) -> str:
    with pytest.raises(DomainError) as caught:
        policies.require_customer_possible(partner, tenant)
    assert str(caught.value.message)
    return caught.value.code


# ------------------------------------------------------------------ what may be
@pytest.mark.rule("S002-4", "S004-21")
def test_customers_of_the_same_region_only_and_the_sentence_names_both(contoso: World) -> None:
    abroad = customer(country=Country.objects.get(code="DE"))
    with pytest.raises(DomainError) as caught:
        alone(contoso.direct, abroad)
    assert caught.value.code == "other_region"
    assert str(contoso.direct.region) in str(caught.value.message)
    assert str(abroad.region) in str(caught.value.message)
    assert not ResellerRelationship.objects.of_customer(abroad).exists()


@pytest.mark.rule("S002-4")
def test_another_country_of_the_region_is_served() -> None:
    region = make.RegionFactory()
    one, other = make.CountryFactory.create_batch(2, region=region)
    made = alone(make.TenantFactory(direct_bill=True, country=one), customer(country=other))
    assert made.is_active


def test_another_cloud_is_refused(contoso: World) -> None:
    assert refusal(contoso.direct, customer(cloud=Cloud.US_GOV)) == "other_cloud"


@pytest.mark.rule("S004-15", "D12")
def test_nobody_sells_to_itself_or_to_an_affiliate(contoso: World) -> None:
    assert refusal(contoso.direct, contoso.direct) == "same_tenant"
    contoso.direct.company_group = "Wingtip Holding"
    assert refusal(contoso.direct, customer(company_group="Wingtip Holding")) == "affiliate"


@pytest.mark.rule("S004-14", "S004-13")
def test_a_partner_tenant_is_never_the_customer_but_a_customer_tenant_of_the_same_people_is(
    contoso: World,
) -> None:
    assert refusal(contoso.direct, make.TenantFactory(direct_bill=True)) == "partner_tenant"
    own_use = customer(company_group=contoso.reseller.company_group or "Reseller group")
    assert alone(contoso.direct, own_use).is_active


@pytest.mark.rule("S004-16")
def test_ones_own_provider_sells_one_nothing(contoso: World) -> None:
    assert refusal(contoso.provider, contoso.reseller) == "own_provider"


@pytest.mark.rule("S004-18")
def test_after_the_partnership_the_reseller_is_a_partner_tenant_like_any_other(contoso: World) -> None:
    type(contoso.partnership).objects.filter(pk=contoso.partnership.pk).update(
        status="removed", removed_at="2026-01-01T00:00Z", removal_reason="agreed"
    )
    assert refusal(contoso.provider, contoso.reseller) == "partner_tenant"


@pytest.mark.rule("S004-10")
@pytest.mark.parametrize(
    ("kind", "capacities"),
    [
        ("direct", [Capacity.DIRECT]),
        ("provider", [Capacity.DIRECT]),
        ("reseller", [Capacity.RESELLER]),
        ("customer", []),
    ],
)
def test_in_which_capacity_each_kind_of_partner_asks_alone(contoso: World, kind: str, capacities) -> None:
    assert policies.capacities_of(getattr(contoso, kind)) == capacities


def test_a_dual_partner_chooses(contoso: World) -> None:
    profile = contoso.direct.profile
    profile.programmes = [Programme.DIRECT_BILL, Programme.INDIRECT_RESELLER]
    assert policies.capacities_of(contoso.direct) == [Capacity.DIRECT, Capacity.RESELLER]


def test_a_reseller_holds_nobody_directly(contoso: World) -> None:
    with pytest.raises(DomainError, match="wrong_capacity"):
        alone(contoso.reseller, customer())


# ------------------------------------------------------------------ what comes of it
@pytest.mark.rule("S002-2", "S002-11")
@pytest.mark.parametrize("rights", [True, False])
def test_alone_with_and_without_admin_rights(contoso: World, rights: bool) -> None:
    tenant = customer()
    made = alone(contoso.direct, tenant, admin_access=rights)
    row = ResellerRelationship.objects.get(pk=made.pk)
    assert row.has_admin_access is rights
    assert (row.admin_access_at is not None) is rights
    assert (row.customer_key, row.customer_domain, row.customer_ref) == (
        tenant.name_key,
        tenant.domain,
        tenant.public_id,
    )
    events = list(AuditEvent.objects.about(row).order_by("id").values_list("action", flat=True))
    assert events == ["reseller_relationship.established", *(["admin_access.granted"] if rights else [])]


@pytest.mark.rule("S001-24", "S001-25", "S001-31", "S000-43")
def test_together_the_provider_orders_and_the_reseller_manages(contoso: World) -> None:
    orders, manages = joint(contoso, customer(), admin_access=True)
    assert (orders.partner, orders.capacity, orders.with_partner) == (
        contoso.provider,
        Capacity.PROVIDER,
        contoso.reseller,
    )
    assert (manages.partner, manages.capacity, manages.with_partner) == (
        contoso.reseller,
        Capacity.RESELLER,
        contoso.provider,
    )
    assert (orders.admin_access, manages.admin_access) == (AdminAccess.NONE, AdminAccess.GRANTED)


@pytest.mark.rule("S001-25")
@pytest.mark.parametrize("broken", ["provider", "reseller"])
def test_together_is_both_or_neither(contoso: World, broken: str) -> None:
    """The rule that one of the two breaks takes the other's relationship with it."""
    tenant = customer(company_group="Wingtip")
    getattr(contoso, broken).company_group = "Wingtip"
    with pytest.raises(DomainError, match="affiliate"):
        joint(contoso, tenant)
    assert not ResellerRelationship.objects.of_customer(tenant).exists()


@pytest.mark.rule("S001-24", "S004-20")
def test_together_takes_an_active_partnership(contoso: World) -> None:
    stranger = make.TenantFactory(provider=True)
    with pytest.raises(DomainError, match="not_partners"):
        joint(contoso, customer(), provider=stranger)


@pytest.mark.rule("S004-11", "S004-12")
def test_several_partners_serve_one_customer_and_one_partner_in_several_ways(contoso: World) -> None:
    tenant = customer()
    joint(contoso, tenant)
    alone(contoso.direct, tenant)
    alone(contoso.provider, tenant)
    second = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=contoso.provider, reseller=second)
    joint(contoso, tenant, reseller=second)
    assert ResellerRelationship.objects.of_customer(tenant).active().count() == 6
    mine = ResellerRelationship.objects.held_by(contoso.provider).of_customer(tenant).active()
    assert mine.count() == 3
    assert mine.once_per_customer().count() == 1


def test_a_filter_before_the_last_step_finds_what_it_looks_for(contoso: World) -> None:
    """The row that a filter finds may not be the oldest one."""
    tenant = customer()
    alone(contoso.provider, tenant)
    joint(contoso, tenant)
    rows = ResellerRelationship.objects.held_by(contoso.provider).of_customer(tenant)
    found = rows.filter(capacity=Capacity.PROVIDER).once_per_customer()
    assert [row.capacity for row in found] == [Capacity.PROVIDER]


def test_what_exists_is_not_made_again(contoso: World) -> None:
    tenant = customer()
    alone(contoso.direct, tenant)
    with pytest.raises(DomainError, match="already_customer"):
        alone(contoso.direct, tenant)
    joint(contoso, tenant, admin_access=True)
    with pytest.raises(DomainError, match="already_customer"):
        joint(contoso, tenant, admin_access=True)


def test_the_database_refuses_a_second_one(contoso: World) -> None:
    row = alone(contoso.direct, customer())
    with pytest.raises(IntegrityError), transaction.atomic():
        make.ResellerRelationshipFactory(partner=row.partner, customer=row.customer)


# ------------------------------------------------------------------ rights
@pytest.mark.rule("S002-15", "S002-19", "D10")
def test_rights_are_revoked_the_relationship_stays_and_asking_again_restores_them(contoso: World) -> None:
    tenant = customer()
    made = alone(contoso.direct, tenant, admin_access=True)
    actions.revoke_admin_access(relationship=made, by=admin_of(tenant))
    row = ResellerRelationship.objects.get(pk=made.pk)
    assert (row.status, row.admin_access) == (RelationshipStatus.ACTIVE, AdminAccess.REVOKED)
    again = alone(contoso.direct, tenant, admin_access=True)
    assert again.pk == made.pk
    assert ResellerRelationship.objects.get(pk=made.pk).has_admin_access


def test_rights_that_are_not_there_cannot_be_revoked(contoso: World) -> None:
    tenant = customer()
    made = alone(contoso.direct, tenant)
    with pytest.raises(DomainError, match="transition_refused"):
        actions.revoke_admin_access(relationship=made, by=admin_of(tenant))


def test_two_clicks_revoke_once(contoso: World) -> None:
    tenant = customer()
    made = alone(contoso.direct, tenant, admin_access=True)
    seen = ResellerRelationship.objects.get(pk=made.pk)
    actions.revoke_admin_access(relationship=made, by=admin_of(tenant))
    with pytest.raises(StaleState):
        actions.revoke_admin_access(relationship=seen, by=admin_of(tenant))
    assert AuditEvent.objects.about(made).filter(action="admin_access.revoked").count() == 1


# ------------------------------------------------------------------ the end
def end(relationship: ResellerRelationship, **values) -> None:
    by = values.pop("by", None) or admin_of(relationship.partner)
    actions.end_reseller_relationship(
        relationship=relationship, by=by, reason=EndReason.MOVED, note="Moved house.", **values
    )


@pytest.mark.rule("S003-9")
def test_the_end_takes_the_rights_and_keeps_the_history(contoso: World) -> None:
    made = alone(contoso.direct, customer(), admin_access=True)
    end(made)
    row = ResellerRelationship.objects.get(pk=made.pk)
    assert (row.status, row.admin_access) == (RelationshipStatus.ENDED, AdminAccess.REVOKED)
    assert (row.end_reason, row.end_note, row.ended_by is None) == (EndReason.MOVED, "Moved house.", False)
    event = AuditEvent.objects.about(row).get(action="reseller_relationship.ended")
    assert (event.tenant_id, event.counterparty_id) == (row.partner_id, row.customer_id)
    assert "Moved house" not in f"{event.reason} {event.changes}"
    assert not OutgoingMail.objects.filter(about_id=row.pk, about_type=row._meta.label_lower).exists()
    with pytest.raises(DomainError, match="already_ended"):
        end(row)


@pytest.mark.rule("S003-9")
def test_afterwards_it_can_be_asked_for_again_as_a_new_row(contoso: World) -> None:
    tenant = customer()
    made = alone(contoso.direct, tenant)
    end(made)
    again = alone(contoso.direct, tenant)
    assert again.pk != made.pk
    assert again.is_active


def test_the_provider_ends_both_halves_and_leaves_other_relationships_alone(contoso: World) -> None:
    tenant = customer()
    orders, manages = joint(contoso, tenant, admin_access=True)
    other = alone(contoso.direct, tenant)
    with tenancy.acting(user_id=None, tenant_id=contoso.provider.pk):  # as the page does, by its own rights
        end(orders, by=contoso.actor())
    states = {row.pk: row.status for row in ResellerRelationship.objects.of_customer(tenant)}
    assert states == {orders.pk: "ended", manages.pk: "ended", other.pk: "active"}
    assert not ResellerRelationship.objects.get(pk=manages.pk).end_note


@pytest.mark.rule("D1")
def test_a_reseller_cannot_end_what_its_provider_orders_for(contoso: World) -> None:
    _orders, manages = joint(contoso, customer())
    with pytest.raises(DomainError) as caught:
        end(manages, by=contoso.actor("reseller"))
    assert caught.value.code == "provider_ends"
    assert str(contoso.provider) in str(caught.value.message)
    own = alone(contoso.reseller, customer(), capacity=Capacity.RESELLER)
    end(own, by=contoso.actor("reseller"))
    assert not own.is_active


def test_an_operator_ends_whatever_it_is(contoso: World) -> None:
    _orders, manages = joint(contoso, customer())
    end(manages, by=OperatorActor(make.UserFactory(is_staff=True), "The partner has gone out of business."))
    assert not manages.is_active


def test_what_blocks_is_said_in_full(contoso: World, request) -> None:
    made = alone(contoso.direct, customer())
    found = [Blocker(f"Thing {number}", "Stop it.", "/") for number in range(2)]
    blockers.append(lambda relationship: iter(found))
    request.addfinalizer(blockers.pop)
    with pytest.raises(DomainError) as caught:
        end(made)
    assert [str(error.message) for error in caught.value.errors] == ["Thing 0", "Thing 1"]
    assert ResellerRelationship.objects.get(pk=made.pk).is_active


def test_what_can_block_is_registered() -> None:
    """A new reason that keeps a relationship from ending needs a line here."""
    assert {find.__name__ for find in blockers} == {"open_requests", "running", "waiting"}


def test_the_request_to_the_customer_blocks_until_it_is_revoked(contoso: World) -> None:
    made = alone(contoso.direct, customer())
    invitation = make.InvitationFactory(
        kind="relationship", capacity="direct", inviter=contoso.direct, customer=made.customer
    )
    with pytest.raises(DomainError, match="blocked"):
        end(made)
    type(invitation).objects.filter(pk=invitation.pk).update(status="revoked", closed_at="2026-01-01T00:00Z")
    end(made)
    assert not made.is_active


def test_so_does_the_request_of_the_reseller_for_both(contoso: World) -> None:
    """Accepted later it would bring the provider back too; the provider is told whom to ask."""
    orders, _manages = joint(contoso, customer())
    make.InvitationFactory(
        kind="joint",
        inviter=contoso.reseller,
        invited_by=contoso.reseller_admin,
        with_partner=contoso.provider,
        customer=orders.customer,
    )
    assert [blocker.remedy for blocker in blockers_of(orders)] == [
        f"Ask {contoso.reseller} to revoke it first."
    ]


# ------------------------------------------------------------------ what rows repeat
def test_rows_follow_the_customers_name_and_agreement(contoso: World) -> None:
    from accounts.actions import accept_mca, rename_tenant
    from accounts.states import AgreementKind

    tenant = customer()
    rows = [alone(contoso.direct, tenant), *joint(contoso, tenant)]
    by = admin_of(tenant)
    rename_tenant(tenant=tenant, name="Åre Bageri", by=by)
    accept_mca(agreement=make.AgreementFactory(kind=AgreementKind.MCA), by=by)
    for row in rows:
        row.refresh_from_db()
        assert (row.customer_key, row.customer_agreement) == ("åre bageri", "accepted")
    later = alone(contoso.provider, tenant)
    assert later.customer_agreement == "accepted"
