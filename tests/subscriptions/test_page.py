"""The page of a subscription: everything about it, what may be done, and why not the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from accounts.states import CustomerAgreement
from relationships.models import ResellerRelationship
from subscriptions.abilities import Abilities
from subscriptions.actions import rename_subscription
from subscriptions.history import history
from subscriptions.models import Offer, SeatChange, Subscription
from subscriptions.states import Attention
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.world import World

SignIn = Callable[..., PortalClient]
LONG_AGO = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def at(world: World, name: str = "detail", kind: str = "provider") -> str:
    args = [getattr(world, kind).slug, world.subscription.public_id]
    return reverse(f"subscriptions:subscription-{name}", args=args)


def change(world: World, **values: object) -> None:
    Subscription.objects.filter(pk=world.subscription.pk).update(**values)
    world.subscription.refresh_from_db()


def later(world: World) -> None:
    """Its windows have closed."""
    change(world, cancel_until=LONG_AGO)
    SeatChange.objects.filter(subscription=world.subscription).update(returnable_until=LONG_AGO)


@pytest.fixture
def agreed(contoso: World) -> World:
    ResellerRelationship.objects.update(customer_agreement=CustomerAgreement.ACCEPTED)
    _ = contoso.subscription
    return contoso


def test_everything_is_on_it(contoso: World, client_for: SignIn) -> None:
    row = contoso.subscription
    text = words(client_for(contoso.admin).get(at(contoso)).content.decode())
    for fact in (
        row.name,
        contoso.offer.name,
        contoso.offer.code,
        row.public_id,
        contoso.customer.name,
        "Licence-based",
        "Assigned: 0, free: 10",
        "₩12",
        "1 year",
        "Renews by itself",
        f"{row.cancel_until:%H:%M} UTC",
        f"Sold by {contoso.provider.name}",
        f"Managed by {contoso.reseller.name}",
    ):
        assert fact in text, fact


def test_what_may_not_be_done_now_is_there_with_its_reason_and_date(
    agreed: World, client_for: SignIn
) -> None:
    client = client_for(agreed.admin)
    text = words(client.get(at(agreed)).content.decode())
    until = f"{agreed.subscription.cancel_until:%H:%M} UTC"
    assert re.search(rf"Cancel the subscription Possible until [\w ]+, {until}", text)
    assert "Licences that may go back: 9, the first of them until" in text
    later(agreed)
    page = client.get(at(agreed)).content.decode()
    assert "It could be cancelled until 5 Jan 2026, 09:30 UTC. Switch off the renewal" in words(page)
    assert "None may go back now: that is possible within seven days." in words(page)
    assert at(agreed, "cancel") not in page
    refused = words(client.get(at(agreed, "cancel")).content.decode())
    assert "Not possible now It could be cancelled until 5 Jan 2026, 09:30 UTC." in refused
    posted = words(client.post(at(agreed, "cancel")).content.decode())
    assert "It could be cancelled until 5 Jan 2026" in posted
    change(agreed, status="expired", auto_renew=False)
    text = words(client.get(at(agreed)).content.decode())
    assert text.count("It is not active any more (Expired), and nothing leads back.") == 1
    assert "Change the quantity · Switch the renewal on · Change the reseller of record" in text


def test_a_role_that_is_missing_is_named(agreed: World, client_for: SignIn) -> None:
    """A billing admin renews and renames; the quantity is for others."""
    client = client_for(agreed.people["provider"][Role.BILLING_ADMIN])
    text = words(client.get(at(agreed)).content.decode())
    assert "It takes one of these roles: Global admin, Admin agent, Sales agent." in text
    assert client.get(at(agreed, "cancel")).status_code == 403
    assert client.get(at(agreed, "rename")).status_code == 200


def test_a_window_that_has_closed_is_not_said_to_be_open(agreed: World, client_for: SignIn) -> None:
    client = client_for(agreed.admin)
    assert "Can be cancelled until" in words(client.get(at(agreed)).content.decode())
    later(agreed)
    text = words(client.get(at(agreed)).content.decode())
    assert "Can be cancelled until" not in text
    assert "It could be cancelled until 5 Jan 2026, 09:30 UTC" in text


@pytest.mark.situation("C-014")
def test_quantity_up_and_down(agreed: World, client_for: SignIn) -> None:
    client, address = client_for(agreed.admin), at(agreed, "quantity")
    text = words(client.get(address).content.decode())
    assert "May go back now 9 the first of them until" in text
    assert "One costs ₩12 (Monthly)" in text
    for typed, quantity in (("１２", 12), ("8", 8), ("2", 2)):
        form = {"quantity": typed, "version": agreed.subscription.version}
        assert client.post(address, form)["Location"] == at(agreed)
        agreed.subscription.refresh_from_db()
        assert agreed.subscription.quantity == quantity
    version = agreed.subscription.version
    Offer.objects.update(maximum=20_000)
    page = client.post(address, {"quantity": "x", "version": version})
    assert "Write a whole number from 1 to 20,000." in words(page.content.decode())
    Offer.objects.update(maximum=300)
    for typed, sentence in {
        "0": "0 is not possible here. Write a whole number from 1 to 300.",
        "1.5": "Write a whole number from 1 to 300.",
        "301": "301 is not possible here.",
        "2": "That is the quantity it has.",
        "": "Fill in: Quantity",
    }.items():
        page = client.post(address, {"quantity": typed, "version": version})
        assert sentence in words(page.content.decode()), typed
    stale = client.post(address, {"quantity": "5", "version": version - 1})
    assert "Somebody changed this subscription meanwhile." in words(stale.content.decode())
    later(agreed)
    page = client.post(address, {"quantity": "1", "version": version})
    assert "Licences go back within seven days of their purchase only." in words(page.content.decode())
    agreed.subscription.refresh_from_db()
    assert agreed.subscription.quantity == 2


def test_more_needs_what_ordering_needs(contoso: World, client_for: SignIn) -> None:
    form = {"quantity": "20", "version": contoso.subscription.version}
    page = client_for(contoso.admin).post(at(contoso, "quantity"), form)
    assert "has not accepted the Microsoft Customer Agreement yet" in words(page.content.decode())
    contoso.subscription.refresh_from_db()
    assert contoso.subscription.quantity == 10


def test_name_renewal_suspension_and_back(agreed: World, client_for: SignIn) -> None:
    client, row = client_for(agreed.admin), agreed.subscription
    client.post(at(agreed, "rename"), {"name": "  Seoul office "})
    row.refresh_from_db()
    assert (row.name, row.name_key) == ("Seoul office", "seoul office")
    assert "The subscription ends after" in words(client.get(at(agreed, "renewal")).content.decode())
    client.post(at(agreed, "renewal"), {"auto_renew": ""})
    row.refresh_from_db()
    assert not row.auto_renew
    assert "begins a new term" in words(client.get(at(agreed, "renewal")).content.decode())
    client.post(at(agreed, "renewal"), {"auto_renew": "on"})
    asked = words(client.get(at(agreed, "suspend")).content.decode())
    for fact in ("Its users are locked out.", "It is billed on.", "Keep it active", "Yes, suspend"):
        assert fact in asked
    client.post(at(agreed, "suspend"))
    row.refresh_from_db()
    assert (row.status, row.auto_renew) == ("suspended", False)
    text = words(client.get(at(agreed)).content.decode())
    assert "It is suspended. Reactivate it first." in text
    assert "Reactivate Possible until" in text
    client.post(at(agreed, "reactivate"))
    row.refresh_from_db()
    assert (row.status, row.auto_renew) == ("active", False)


def test_cancel_says_the_deadline_and_what_follows(agreed: World, client_for: SignIn) -> None:
    make.LicenceFactory(subscription=agreed.subscription)
    client = client_for(agreed.admin)
    text = words(client.get(at(agreed, "cancel")).content.decode())
    assert f"{agreed.subscription.cancel_until:%H:%M} UTC" in text
    for fact in ("nothing leads back", "1 assigned licence is taken away", "deleted after 7 days"):
        assert fact in text
    client.post(at(agreed, "cancel"))
    agreed.subscription.refresh_from_db()
    assert (agreed.subscription.status, agreed.subscription.assigned) == ("cancelled", 0)
    again = client.post(at(agreed, "cancel"))
    assert "It is not active any more (Cancelled)" in words(again.content.decode())


@pytest.mark.rule("S001-39")
def test_the_reseller_that_manages_it_decides_the_renewal(agreed: World, client_for: SignIn) -> None:
    client = client_for(agreed.reseller_admin)
    page = client.get(at(agreed, kind="reseller"))
    text = words(page.content.decode())
    assert f"{agreed.provider.name} sold this subscription and changes it." in text
    assert "₩" not in text, "the price is not between them"
    client.post(at(agreed, "renewal", "reseller"), {"auto_renew": ""})
    agreed.subscription.refresh_from_db()
    assert not agreed.subscription.auto_renew


def test_history_for_who_sells_has_and_manages_it(agreed: World) -> None:
    row = agreed.subscription
    rename_subscription(subscription=row, name="Renamed", by=agreed.actor())
    row.refresh_from_db()
    doer = agreed.admin.full_name
    from partnercenter.core import tenancy

    for kind in ("provider", "reseller", "customer"):
        tenant = getattr(agreed, kind)
        with tenancy.acting(user_id=None, tenant_id=tenant.pk):
            entries = history(Subscription.objects.visible_to(tenant).get(), tenant)
        who = doer if tenant == agreed.provider else f"{doer} ({agreed.provider})"
        assert entries[0].text == f"{who} changed the friendly name of Renamed."
        assert entries[0].detail == f"{agreed.canary} subscription → Renamed"
        assert [entry.text for entry in entries[1:]] == ["Purchase"]
    other = make.TenantFactory(reseller=True)
    assert [entry.text for entry in history(row, other)] == ["Purchase"]


def test_what_was_not_renewed_stands_at_the_top(contoso: World, client_for: SignIn) -> None:
    change(contoso, attention=Attention.NO_AGREEMENT, status_at=timezone.now() - timedelta(days=1))
    text = words(client_for(contoso.admin).get(at(contoso)).content.decode())
    assert "This subscription was not renewed The customer agreement is missing." in text


def test_no_more_may_go_back_than_the_offer_lets(contoso: World) -> None:
    """Twelve were bought today, of an offer that takes ten at least: two may go back."""
    offer = make.OfferFactory(minimum=10)
    row = make.SubscriptionFactory(order=contoso.order, offer=offer, quantity=12)
    abilities = Abilities(contoso.actor("provider"), row)
    assert abilities.returnable[0] == 2
