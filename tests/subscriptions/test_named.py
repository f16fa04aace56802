"""Who is named on a subscription: the field, the list, Verify and its refusals, the support contact."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import PartnerProfile, Tenant
from accounts.permissions import Role
from relationships.models import Partnership
from relationships.states import PartnershipStatus
from subscriptions.verification import verify
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.world import World

SignIn = Callable[..., PortalClient]
REASON = (
    "incentives reach the reseller, and that it has an active Microsoft Partner Agreement for the transaction"
)


def at(world: World, name: str, kind: str = "provider", **query: str) -> str:
    args = [getattr(world, kind).slug, world.subscription.public_id]
    return reverse(f"subscriptions:subscription-{name}", args=args, query=query or None)


def another_reseller(world: World, *, signed: bool = True) -> Tenant:
    reseller = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=world.provider, reseller=reseller)
    if signed:
        mpa = world.provider.acceptances.get().agreement
        make.AgreementAcceptanceFactory(agreement=mpa, tenant=reseller)
    return Tenant.objects.get(pk=reseller.pk)


def part(world: World) -> None:
    Partnership.objects.filter(pk=world.partnership.pk).update(
        status=PartnershipStatus.REMOVED,
        removed_at=timezone.now(),
        removed_by=world.admin,
        removal_reason="agreed",
    )


@pytest.mark.rule("S000-22", "S000-24", "S000-25")
def test_the_reseller_of_an_existing_subscription_is_changed_from_the_list(
    contoso: World, client_for: SignIn
) -> None:
    other = another_reseller(contoso)
    client = client_for(contoso.admin)
    page = words(client.get(at(contoso, "detail")).content.decode())
    assert f"Reseller (MPN ID) {contoso.reseller.name} ({contoso.reseller.mpn_id})" in page
    assert REASON in page
    form = client.get(at(contoso, "reseller"))
    assert REASON in words(form.content.decode())
    assert "Indirect reseller not in the list? Enter MPN ID" in form.content.decode()
    answer = client.post(at(contoso, "reseller"), {"partner": other.public_id})
    assert answer["Location"] == at(contoso, "detail")
    contoso.subscription.refresh_from_db()
    assert (contoso.subscription.reseller, contoso.subscription.reseller_mpn_id) == (other, other.mpn_id)
    client.post(at(contoso, "reseller"), {"partner": "none"})
    contoso.subscription.refresh_from_db()
    assert (contoso.subscription.reseller, contoso.subscription.reseller_mpn_id) == (None, "")


@pytest.mark.rule("S000-23", "S000-24", "D11")
def test_verify_names_the_partner_and_submit_takes_it(contoso: World, client_for: SignIn) -> None:
    other = another_reseller(contoso)
    client = client_for(contoso.admin)
    assert "Verify" in words(client.get(at(contoso, "reseller", enter="1")).content.decode())
    page = words(client.get(at(contoso, "reseller", mpn_id=f" {other.mpn_id} ")).content.decode())
    for fact in (other.name, str(other.country), str(other.country.region), "Signed", "Submit"):
        assert fact in page
    contoso.subscription.refresh_from_db()
    assert contoso.subscription.reseller == contoso.reseller, "to verify changes nothing"
    client.post(at(contoso, "reseller"), {"partner": other.public_id})
    contoso.subscription.refresh_from_db()
    assert contoso.subscription.reseller == other


@pytest.mark.rule("D11", "S000-23", "S000-24", "S002-20")
@pytest.mark.situation("C-018")
def test_verify_says_why_an_id_cannot_be_used(contoso: World, fabrikam: World) -> None:
    provider = contoso.provider
    unsigned = another_reseller(contoso, signed=False)
    whole = PartnerProfile.objects.get(tenant=contoso.reseller).global_account_id
    own = PartnerProfile.objects.get(tenant=provider).global_account_id
    away = another_reseller(contoso)
    Tenant.objects.filter(pk=away.pk).update(country="US")
    PartnerProfile.objects.filter(tenant=another_reseller(contoso)).update(programmes=[])
    left = Tenant.objects.filter(profile__programmes=[]).get()
    for number, sentence in {
        "12": "six or seven digits",
        "９９９９９９９": "None of your indirect resellers",
        fabrikam.reseller.mpn_id: "None of your indirect resellers",
        provider.mpn_id: "This is your own organisation",
        own: "This is your own organisation",
        whole: "This is the global account of",
        unsigned.mpn_id: "has not signed the Microsoft Partner Agreement",
        away.mpn_id: "region",
        left.mpn_id: "not enrolled as an indirect reseller",
    }.items():
        found = verify(provider, number)
        assert sentence in found.refusal, number
        assert not found.may_be_named
    stranger = verify(provider, fabrikam.reseller.mpn_id)
    assert stranger.reseller is None, "whose it is, is told to nobody"
    part(contoso)
    former = verify(provider, contoso.reseller.mpn_id)
    assert "are not partners any more" in former.refusal


@pytest.mark.rule("D11", "D8")
def test_who_may_not_be_named_is_refused_on_the_form(
    contoso: World, fabrikam: World, client_for: SignIn
) -> None:
    unsigned = another_reseller(contoso, signed=False)
    client = client_for(contoso.admin)
    page = client.post(at(contoso, "reseller"), {"partner": unsigned.public_id})
    assert "has not signed the Microsoft Partner Agreement yet" in words(page.content.decode())
    for nobody in (fabrikam.reseller.public_id, contoso.provider.public_id, "x", ""):
        assert "Choose one of the options." in words(
            client.post(at(contoso, "reseller"), {"partner": nobody}).content.decode()
        )
    contoso.subscription.refresh_from_db()
    assert contoso.subscription.reseller == contoso.reseller


@pytest.mark.rule("D8")
def test_both_stay_and_are_flagged_when_the_partnership_ends(contoso: World, client_for: SignIn) -> None:
    row = contoso.subscription
    type(row).objects.filter(pk=row.pk).update(support_contact=contoso.reseller)
    client, theirs = client_for(contoso.admin), client_for(contoso.reseller_admin)
    addresses = [
        at(contoso, "detail"),
        reverse("subscriptions:subscription-list", args=[contoso.provider.slug]),
    ]
    for address in addresses:
        assert "partnership ended" not in client.get(address).content.decode()
    part(contoso)
    for address in addresses:
        assert client.get(address).content.decode().count("partnership ended") == 2
    assert theirs.get(at(contoso, "detail", "reseller")).content.decode().count("partnership ended") == 2
    row.refresh_from_db()
    assert (row.reseller, row.support_contact) == (contoso.reseller, contoso.reseller)
    for name in ("reseller", "support"):
        page = words(client.get(at(contoso, name)).content.decode())
        assert "Partnership ended" in page
        assert f"{contoso.reseller.name} (partnership ended)" in page
        refused = client.post(at(contoso, name), {"partner": contoso.reseller.public_id})
        assert "are not partners any more" in words(refused.content.decode())


@pytest.mark.rule("S000-30", "S000-31", "S000-62", "S000-63", "S002-20")
def test_the_support_contact_is_chosen_by_itself(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    page = client.get(at(contoso, "support"))
    text = words(page.content.decode())
    assert f"{contoso.provider.name} (your organisation)" in text
    assert "Submit" in text
    tab = reverse("subscriptions:of-customer", args=[contoso.provider.slug, contoso.customer.public_id])
    assert f'<a href="{tab}">Customer subscriptions</a>' in page.content.decode()
    before = (contoso.subscription.reseller_id, contoso.subscription.manager_id)
    answer = client.post(at(contoso, "support"), {"partner": contoso.reseller.public_id}, follow=True)
    assert tab in answer.content.decode(), "the way on"
    row = contoso.subscription
    row.refresh_from_db()
    assert row.support_contact == contoso.reseller
    assert (row.reseller_id, row.manager_id) == before, "none follows from another"
    client.post(at(contoso, "reseller"), {"partner": "none"})
    row.refresh_from_db()
    assert (row.reseller, row.support_contact) == (None, contoso.reseller)
    client.post(at(contoso, "support"), {"partner": "none"})
    row.refresh_from_db()
    assert row.support_contact is None


@pytest.mark.rule("S000-28", "S000-31", "S000-55")
def test_what_is_done_outside_is_said(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    text = words(client.get(at(contoso, "detail")).content.decode())
    assert "are independent of each other" in text
    assert "not in the Azure portal" in text
    assert "tenant owner" not in text, "of Azure alone"
    type(contoso.subscription).objects.filter(pk=contoso.subscription.pk).update(kind="usage")
    text = words(client.get(at(contoso, "detail")).content.decode())
    assert "tenant owner permission" in text
    assert "User Settings" in text


@pytest.mark.rule("S000-22")
def test_only_who_sold_it_names_others(contoso: World, client_for: SignIn) -> None:
    user_admin = client_for(contoso.people["provider"][Role.USER_ADMIN])
    assert user_admin.get(at(contoso, "reseller")).status_code == 200
    answer = user_admin.post(at(contoso, "reseller"), {"partner": "none"})
    assert answer["Location"] == at(contoso, "reseller"), "whose page it is not, stays where it may be"
    reseller = client_for(contoso.reseller_admin)
    for name in ("reseller", "support", "quantity", "rename", "suspend", "cancel"):
        assert reseller.get(at(contoso, name, "reseller")).status_code == 403
    page = words(reseller.get(at(contoso, "detail", "reseller")).content.decode())
    assert f"{contoso.provider.name} sold this subscription: ask it to change it." in page
