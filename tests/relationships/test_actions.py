from __future__ import annotations

import pytest

from accounts.permissions import Role
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.actions import establish_partnership, remove_partnership
from relationships.models import Partnership, ResellerRelationship
from relationships.states import AdminAccess, PartnershipStatus, RemovalReason
from tests import factories as make
from tests.world import World


def remove(world: World, partnership: Partnership | None = None, **wishes) -> None:
    wishes = {"reason": RemovalReason.CONTRACT, "statement_accepted": True, "by": world.actor()} | wishes
    remove_partnership(partnership=partnership or world.partnership, **wishes)


@pytest.mark.rule("S000-8", "S000-20", "S004-20")
def test_a_reseller_may_have_several_providers(contoso: World) -> None:
    other = make.TenantFactory(provider=True)
    made = establish_partnership(provider=other, reseller=contoso.reseller, by=contoso.actor("reseller"))
    mine = Partnership.objects.visible_to(contoso.reseller).active()
    assert {one.pk for one in mine} == {made.pk, contoso.partnership.pk}


@pytest.mark.rule("D13")
def test_an_unsigned_reseller_becomes_a_partner(contoso: World) -> None:
    reseller = make.TenantFactory(reseller=True)
    made = establish_partnership(provider=contoso.provider, reseller=reseller, by=contoso.actor("reseller"))
    row = Partnership.objects.visible_to(contoso.provider).for_reseller_list().get(pk=made.pk)
    assert row.is_active
    assert not row.mpa_signed


def test_who_is_a_partner_already_cannot_become_one_again(contoso: World) -> None:
    with pytest.raises(DomainError) as caught:
        establish_partnership(
            provider=contoso.provider, reseller=contoso.reseller, by=contoso.actor("reseller")
        )
    assert caught.value.code == "already_partners"


@pytest.mark.rule("S000-32", "S000-39", "D1")
def test_removal_ends_it_and_is_written_down(contoso: World) -> None:
    remove(contoso, note="  See the contract.")
    row = Partnership.objects.get(pk=contoso.partnership.pk)
    assert (row.status, row.removal_reason) == (PartnershipStatus.REMOVED, RemovalReason.CONTRACT)
    assert row.removed_at
    assert row.removed_by == contoso.admin
    assert not Partnership.objects.between(contoso.provider, contoso.reseller).active().exists()
    event = AuditEvent.objects.about(row).get(action="partnership.removed")
    assert (event.tenant, event.counterparty) == (contoso.provider, contoso.reseller)
    assert event.actor_name == contoso.admin.full_name


def test_the_providers_note_is_not_in_the_event_both_sides_read(contoso: World) -> None:
    remove(contoso, note="They never paid.")
    event = AuditEvent.objects.get(action="partnership.removed")
    assert "never paid" not in f"{event.reason} {event.changes}"


@pytest.mark.rule("S000-34", "S000-35")
def test_customers_and_admin_privileges_stay(contoso: World) -> None:
    before = list(ResellerRelationship.objects.order_by("id").values())
    remove(contoso)
    assert list(ResellerRelationship.objects.order_by("id").values()) == before
    kept = ResellerRelationship.objects.shared_by(contoso.reseller, contoso.provider)
    assert [row.admin_access for row in kept] == [AdminAccess.GRANTED]


@pytest.mark.rule("S000-36")
def test_without_the_statement_nothing_ends(contoso: World) -> None:
    with pytest.raises(DomainError, match="statement_missing"):
        remove(contoso, statement_accepted=False)
    assert Partnership.objects.get(pk=contoso.partnership.pk).is_active


@pytest.mark.rule("S000-38", "D9")
def test_nobody_is_told_unless_asked_for(contoso: World) -> None:
    before = OutgoingMail.objects.count()
    remove(contoso)
    assert OutgoingMail.objects.count() == before


@pytest.mark.rule("D9")
def test_the_courtesy_message_goes_to_the_resellers_global_admins_in_their_language(contoso: World) -> None:
    second = make.UserFactory(email="second@reseller.example", language="ko")
    make.MembershipFactory(tenant=contoso.reseller, user=second, roles=[Role.GLOBAL_ADMIN])
    gone = make.UserFactory(email="gone@reseller.example", is_active=False)
    make.MembershipFactory(tenant=contoso.reseller, user=gone, roles=[Role.GLOBAL_ADMIN])
    remove(contoso, courtesy=True, note="They never paid.")
    mails = OutgoingMail.objects.filter(kind="partnership_removed")
    assert {mail.to_address: mail.language for mail in mails} == {
        contoso.reseller_admin.email: "en",
        second.email: "ko",
    }
    assert not any("never paid" in mail.text for mail in mails)


@pytest.mark.situation("C-021")
def test_the_second_removal_is_harmless(contoso: World) -> None:
    again = Partnership.objects.select_related("provider", "reseller").get(pk=contoso.partnership.pk)
    remove(contoso)
    with pytest.raises(StaleState):
        remove(contoso, again)
    assert AuditEvent.objects.filter(action="partnership.removed").count() == 1


@pytest.mark.rule("D1")
def test_an_operator_can_end_it_with_a_reason(contoso: World) -> None:
    operator = make.UserFactory(is_staff=True)
    remove(contoso, by=OperatorActor(operator, "Asked for by the reseller, ticket 81"))
    event = AuditEvent.objects.get(action="partnership.removed")
    assert (event.actor_kind, event.reason) == ("operator", "Asked for by the reseller, ticket 81")


@pytest.mark.situation("C-123")
def test_a_new_start_is_a_new_row(contoso: World) -> None:
    remove(contoso)
    new = establish_partnership(
        provider=contoso.provider, reseller=contoso.reseller, by=contoso.actor("reseller")
    )
    assert new.pk != contoso.partnership.pk
    assert Partnership.objects.between(contoso.provider, contoso.reseller).count() == 2
