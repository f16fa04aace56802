"""The list of subscriptions: what is in it for whom, by what it is found, how it is sorted, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from relationships.states import Capacity
from subscriptions import reading
from subscriptions.filters import SubscriptionFilter
from subscriptions.models import Subscription
from subscriptions.states import Attention, OfferKind, SubscriptionStatus
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.world import World

SignIn = Callable[..., PortalClient]


def listed(world: World, kind: str = "provider", /, **query: str) -> str:
    return reverse("subscriptions:subscription-list", args=[getattr(world, kind).slug], query=query or None)


def names(page) -> list[str]:
    return [row.name for row in page.context["rows"]]


def sold(world: World, name: str, customer: str = "Zoo", *, of: str = "", **more) -> Subscription:
    """One more of the provider, to a customer of its own."""
    tenant = make.TenantFactory(
        customer=True, name=customer, domain=of or f"{customer}-{name}.example".lower().replace(" ", "-")
    )
    row = make.ResellerRelationshipFactory(partner=world.provider, customer=tenant, capacity=Capacity.DIRECT)
    return make.SubscriptionFactory(
        order=make.OrderFactory(relationship=row), offer=world.offer, name=name, **more
    )


@pytest.mark.rule("S000-61", "S001-40")
def test_the_list_shows_what_was_sold_with_its_facts(contoso: World, client_for: SignIn) -> None:
    row = contoso.subscription
    page = client_for(contoso.admin).get(listed(contoso))
    assert names(page) == [row.name]
    text = words(page.content.decode())
    facts = (contoso.customer.name, "Active", "10", "Renews by itself", contoso.reseller.mpn_id)
    for fact in (*facts, contoso.offer.name):
        assert fact in text
    assert reverse("subscriptions:subscription-detail", args=[contoso.provider.slug, row.public_id]) in (
        page.content.decode()
    )


def test_nothing_yet_says_what_will_be_here(contoso: World, client_for: SignIn) -> None:
    assert "through you appears here" in words(
        client_for(contoso.admin).get(listed(contoso)).content.decode()
    )
    theirs = client_for(contoso.reseller_admin).get(listed(contoso, "reseller"))
    assert "Subscriptions appear here that an indirect provider sold" in words(theirs.content.decode())
    sold(contoso, "Gone", status=SubscriptionStatus.DELETED, moves_at=None, auto_renew=False)
    page = client_for(contoso.admin).get(listed(contoso))
    assert "Show every state" in words(page.content.decode())
    assert "Nothing matches" in words(client_for(contoso.admin).get(listed(contoso, q="x")).content.decode())


def test_filters(contoso: World, client_for: SignIn) -> None:
    today = timezone.now().date()
    first = contoso.subscription.name
    sold(contoso, "Alone", starts_on=today - timedelta(days=350))
    sold(contoso, "Metered", kind=OfferKind.USAGE)
    Subscription.objects.filter(name="Metered").update(support_contact=contoso.reseller)
    sold(contoso, "Stuck", attention=Attention.NO_PRICE, status="expired", auto_renew=False)
    client = client_for(contoso.admin)

    def found(**query: str) -> set[str]:
        return set(names(client.get(listed(contoso, **query))))

    running = {first, "Alone", "Metered"}
    assert found() == running
    assert found(state="any") == {*running, "Stuck"}
    assert found(state="expired") == {"Stuck"}
    assert found(reseller=contoso.reseller.public_id) == {first}
    assert found(reseller="none") == {"Alone", "Metered"}, "without a reseller of record"
    assert found(support=contoso.reseller.public_id) == {"Metered"}
    assert found(support="own") == {first, "Alone"}
    assert found(kind="usage") == {"Metered"}
    assert found(ends="30") == {"Alone"}
    assert found(attention="any") == {"Stuck"}
    assert found(reseller="nobody-at-all") == running, "what cannot be read is left out"


def test_search_by_beginning_of_name_customer_and_domain(contoso: World, client_for: SignIn) -> None:
    sold(contoso, "Office E3", "Alpha", of="beta.example")
    sold(contoso, "Beta suite", "Beta", of="beta-two.example")
    sold(contoso, "Alphabet", "Gamma", of="other.example")
    client = client_for(contoso.admin)

    def found(text: str, **more: str) -> list[str]:
        page = client.get(listed(contoso, q=text, **more))
        assert page.context["count"] == len(page.context["rows"])
        return names(page)

    assert found("ALPHA") == ["Office E3", "Alphabet"], "by the customer first, each once, in order"
    assert found("beta") == ["Office E3", "Beta suite"]
    assert found("beta", state="any") == ["Office E3", "Beta suite"]
    assert found("beta", kind="what?") == ["Office E3", "Beta suite"], "only what cannot be read is left out"
    assert found("beta.ex") == ["Office E3"]
    assert found("office") == ["Office E3"]
    assert found("uite") == []


def test_sorts(contoso: World, client_for: SignIn) -> None:
    today = timezone.now().date()
    _ = contoso.subscription
    sold(contoso, "B", "Anton", starts_on=today - timedelta(days=100))
    sold(contoso, "A", "Berta", term="none", term_ends_on=None, moves_at=None)
    client = client_for(contoso.admin)
    first = contoso.subscription.name
    assert names(client.get(listed(contoso))) == ["B", "A", first]
    assert names(client.get(listed(contoso, sort="name"))) == ["A", "B", first]
    assert names(client.get(listed(contoso, sort="ends"))) == ["B", first, "A"]


@pytest.mark.rule("S001-39")
def test_a_reseller_sees_what_it_manages_earns_with_or_supports(contoso: World, client_for: SignIn) -> None:
    managed = contoso.subscription
    sold(contoso, "Earned", "Y", reseller=contoso.reseller, reseller_mpn_id=contoso.reseller.mpn_id)
    sold(contoso, "Supported", "X", support_contact=contoso.reseller)
    sold(contoso, "Neither", "W")
    client = client_for(contoso.reseller_admin)
    page = client.get(listed(contoso, "reseller"))
    assert sorted(names(page)) == sorted([managed.name, "Earned", "Supported"])
    assert page.context["count"] == 3
    assert names(client.get(listed(contoso, "reseller", q="supp"))) == ["Supported"]
    assert "Another partner" not in words(page.content.decode())
    stranger = client_for(contoso.people["direct"]["global_admin"])
    assert names(stranger.get(listed(contoso, "direct"))) == []


def test_a_part_of_the_list_is_read_by_one_index(contoso: World) -> None:
    """Parts share no row, whatever is asked: the list would show it twice."""
    for number in range(3):
        sold(contoso, f"Zoo {number}", f"Zoo {number}", of=f"zoo{number}.example")
    Subscription.objects.filter(name="Zoo 1").update(
        manager=contoso.reseller,
        reseller=contoso.reseller,
        reseller_mpn_id="4000001",
        support_contact=contoso.reseller,
    )
    for tenant in (contoso.provider, contoso.reseller, contoso.direct):
        for query in ({"q": "zoo"}, {"q": "zoo", "state": "any"}, {"state": "any"}, {}):
            rows = reading.subscriptions_of(tenant)
            filterset = SubscriptionFilter(query, queryset=rows, tenant=tenant)
            found = [row.pk for part in reading.parts(tenant, filterset, filterset.qs) for row in part]
            assert len(found) == len(set(found))
            assert set(found) == set(rows.values_list("pk", flat=True))


@pytest.mark.rule("S000-61")
@pytest.mark.situation("C-010")
def test_export(contoso: World, client_for: SignIn) -> None:
    _ = contoso.subscription
    sold(contoso, "=1+1", "Formula", of="formula.example")
    client = client_for(contoso.people["provider"][Role.ADMIN_AGENT])
    assert "Export what the filter shows" in words(client.get(listed(contoso)).content.decode())
    address = reverse("subscriptions:subscription-export", args=[contoso.provider.slug])
    answer = client.get(address)
    assert "subscriptions-" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["Subscription"] for row in rows] == [contoso.subscription.name, "'=1+1"]
    first = rows[0]
    assert first["Subscription ID"] == contoso.subscription.public_id
    assert (first["Customer"], first["Quantity"], first["Status"]) == (contoso.customer.name, "10", "Active")
    assert (first["Reseller"], first["Reseller (MPN ID)"]) == (
        contoso.reseller.name,
        contoso.reseller.mpn_id,
    )
    assert first["Designated support contact"] == contoso.provider.name
    one = b"".join(client.get(address, {"customer": contoso.customer.public_id, "state": "any"})).decode()
    assert "Formula" not in one
    assert contoso.subscription.name in one
    assert client.get(address, {"customer": "nobody"}).status_code == 404
    assert client_for(contoso.admin).get(address).status_code == 403
