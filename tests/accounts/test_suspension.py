"""An organisation that the operator has suspended: nobody gets in, nothing new happens, what runs goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions, policies
from accounts.models import Membership, PartnerProfile, Tenant, User
from accounts.permissions import Role
from accounts.states import Programme
from customers.actions import add_customer_user, attest_customer_agreement
from customers.actions.users import NewUser
from directory.actions import list_entry
from invitations.models import Invitation
from invitations.policies import require_inviter_still_may
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.policies import (
    require_customer_possible,
    require_customer_possible_for,
    require_partnership_possible,
)
from subscriptions.actions.permissions import permit_purchases
from subscriptions.policies import require_may_order, require_reseller_of_record, require_support_contact
from subscriptions.states import PurchaseResource
from tests import factories as make
from tests.client import PortalClient
from tests.operators import REASON, last_event, operate, operator_client, url
from tests.world import World

ClientFor = Callable[[User], PortalClient]


def suspend(tenant: Tenant) -> None:
    actions.suspend_tenant(tenant=tenant, by=OperatorActor(make.UserFactory(is_staff=True), REASON))


def refusal(rule: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        rule()
    return refused.value.code


class TestTheDoor:
    def test_the_next_request_is_refused_with_since_when_and_why(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        client = client_for(contoso.admin)
        home = reverse("accounts:overview", args=[contoso.provider.slug])
        assert client.get(home).status_code == 200
        suspend(contoso.provider)
        for answer in (client.get(home), client.post(home)):
            assert answer.status_code == 403
            page = answer.content.decode()
            assert "is suspended</h1>" in page
            assert REASON in page
            assert f'datetime="{timezone.now():%Y-%m-%d}' in page

    def test_what_was_open_when_it_happened_changes_nothing(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        client = client_for(contoso.admin)
        suspend(contoso.provider)
        revoke = reverse(
            "invitations:invitation-revoke", args=[contoso.provider.slug, contoso.invitation.public_id]
        )
        assert client.post(revoke).status_code == 403
        assert Invitation.objects.get(pk=contoso.invitation.pk).status == "open"

    def test_the_other_organisations_of_a_person_stay_open(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        other = make.MembershipFactory(user=contoso.admin).tenant
        suspend(contoso.provider)
        client = client_for(contoso.admin)
        assert client.get(reverse("accounts:overview", args=[other.slug])).status_code == 200
        assert client.get("/").url == reverse("accounts:overview", args=[other.slug])
        page = client.get(reverse("accounts:organisation-list")).content.decode()
        assert contoso.provider.name in page
        assert "Suspended" in page

    def test_strangers_learn_nothing(self, contoso: World, fabrikam: World, client_for: ClientFor) -> None:
        suspend(contoso.provider)
        client = client_for(fabrikam.admin)
        assert client.get(reverse("accounts:overview", args=[contoso.provider.slug])).status_code == 404

    def test_a_calendar_feed_stops(self, contoso: World, client: PortalClient) -> None:
        from subscriptions.calendar_feed import address_of

        address = address_of(contoso.feed).partition("://")[2].partition("/")[2]
        assert client.get(f"/{address}").status_code == 200
        suspend(contoso.provider)
        assert client.get(f"/{address}").status_code == 404


class TestNothingNew:
    def test_with_a_suspended_partner(self, contoso: World) -> None:
        suspend(contoso.reseller)
        other = make.TenantFactory(provider=True)
        assert refusal(lambda: policies.require_may_transact(contoso.reseller)) == "suspended"
        assert refusal(lambda: require_partnership_possible(other, contoso.reseller)) == "suspended"
        assert refusal(lambda: require_reseller_of_record(contoso.provider, contoso.reseller)) == "suspended"
        assert refusal(lambda: require_support_contact(contoso.provider, contoso.reseller)) == "suspended"

    def test_by_or_for_a_suspended_organisation(self, contoso: World) -> None:
        suspend(contoso.customer)
        relationship = contoso.relationship
        relationship.customer = contoso.customer
        assert refusal(lambda: require_may_order(relationship)) == "suspended"
        other = make.TenantFactory(direct_bill=True)
        assert refusal(lambda: require_customer_possible(other, contoso.customer)) == "suspended"

    def test_a_provider_that_is_suspended_gets_neither_partners_nor_customers(self, contoso: World) -> None:
        """A joint invitation asks this of both, whoever of them was suspended."""
        suspend(contoso.provider)
        customer = make.TenantFactory(customer=True)
        reseller = make.TenantFactory(reseller=True)
        both = [contoso.reseller, contoso.provider]
        assert refusal(lambda: require_customer_possible_for(both, customer)) == "suspended"
        assert refusal(lambda: require_partnership_possible(contoso.provider, reseller)) == "suspended"

    def test_it_is_not_enrolled(self, contoso: World) -> None:
        tenant, agreement = contoso.pending, contoso.reseller_agreement
        suspend(tenant)
        other = make.TenantFactory(provider=True)
        PartnerProfile.objects.filter(tenant=other).update(programmes=[])
        suspend(other)
        waiting = make.EnrolmentFactory(tenant=other)
        operator = OperatorActor(make.UserFactory(is_staff=True), REASON)
        admin = Actor(make.UserFactory(), tenant, frozenset({Role.GLOBAL_ADMIN}))
        reseller = Programme.INDIRECT_RESELLER
        assert refusal(lambda: actions.approve_enrolment(enrolment=waiting, by=operator)) == "suspended"
        apply = actions.apply_for_enrolment
        assert refusal(lambda: apply(tenant=other, programme=reseller, by=operator)) == "suspended"
        accept = actions.accept_reseller_agreement
        assert refusal(lambda: accept(agreement=agreement, by=admin)) == "suspended"
        assert PartnerProfile.objects.get(tenant=other).programmes == []

    def test_partners_begin_nothing_new_for_a_customer(self, contoso: World, client_for: ClientFor) -> None:
        suspend(contoso.customer)
        customer = Tenant.objects.get(pk=contoso.customer.pk)
        by = Actor(contoso.admin, contoso.provider, frozenset({Role.GLOBAL_ADMIN}))
        azure = PurchaseResource.RESERVATIONS
        kim = NewUser("kim", "Kim Min-ji")
        person = {
            "signer_name": "Kim",
            "signer_email": "kim@x.example",
            "signer_phone": "",
            "agreed_on": timezone.localdate(),
        }
        attest = partial(attest_customer_agreement, agreement=contoso.mca, **person)
        assert refusal(lambda: permit_purchases(customer=customer, resource=azure, by=by)) == "suspended"
        assert refusal(lambda: add_customer_user(customer=customer, user=kim, by=by)) == "suspended"
        assert refusal(lambda: attest(customer=customer, by=by)) == "suspended"

    def test_an_operator_who_changes_its_entry_does_not_show_it(self, client: PortalClient, db: None) -> None:
        profile = make.BusinessProfileFactory(tenant=make.TenantFactory(provider=True, name="Listed Supply"))
        suspend(profile.tenant)
        list_entry(profile=profile, by=OperatorActor(make.UserFactory(is_staff=True), REASON))
        assert "Listed Supply" not in client.get("/providers/").content.decode()

    def test_its_invitations_stand_still(self, contoso: World) -> None:
        require_inviter_still_may(contoso.invitation)
        suspend(contoso.provider)
        assert refusal(lambda: require_inviter_still_may(contoso.invitation)) == "inviter_gone"

    def test_it_is_not_in_the_public_list(self, client: PortalClient, db: None) -> None:
        listed = make.TenantFactory(provider=True, name="Listed Supply")
        make.BusinessProfileFactory(tenant=listed, is_public=True)
        assert "Listed Supply" in client.get("/providers/").content.decode()
        suspend(listed)
        assert "Listed Supply" not in client.get("/providers/").content.decode()

    def test_partners_read_it_on_its_page(self, contoso: World, client_for: ClientFor) -> None:
        suspend(contoso.reseller)
        suspend(contoso.customer)
        client = client_for(contoso.admin)
        slug = contoso.provider.slug
        pages = [
            reverse("relationships:reseller-detail", args=[slug, contoso.partnership.public_id]),
            reverse("customers:customer-detail", args=[slug, contoso.customer.public_id]),
        ]
        for page in pages:
            assert "The operator of Partner Center has suspended it." in client.get(page).content.decode()


class TestOperators:
    def test_suspend_and_lift(self, contoso: World, client_for: ClientFor) -> None:
        operator = operator_client()
        assert operate(operator, contoso.provider, "suspend").status_code == 302
        contoso.provider.refresh_from_db()
        assert contoso.provider.is_suspended
        assert last_event("tenant.suspended").reason == REASON
        mails = OutgoingMail.objects.filter(kind="tenant_suspended")
        admins = Membership.objects.filter(tenant=contoso.provider, roles__contains=["global_admin"])
        assert {mail.to_address for mail in mails} == {row.user.email for row in admins}
        assert all(REASON in mail.text for mail in mails)

        assert operate(operator, contoso.provider, "suspend").status_code in {302, 422}
        assert AuditEvent.objects.filter(action="tenant.suspended").count() == 1
        assert operate(operator, contoso.provider, "lift-suspension").status_code == 302
        home = reverse("accounts:overview", args=[contoso.provider.slug])
        assert client_for(contoso.admin).get(home).status_code == 200
        assert OutgoingMail.objects.filter(kind="tenant_suspension_lifted").exists()

    def test_the_page_offers_what_is_possible(self, contoso: World) -> None:
        operator = operator_client()
        page = url("accounts.tenant", "change", contoso.provider.pk)
        assert "/do/suspend/" in operator.get(page).content.decode()
        suspend(contoso.provider)
        shown = operator.get(page).content.decode()
        assert "/do/suspend/" not in shown
        assert "/do/lift-suspension/" in shown
