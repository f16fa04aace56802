"""A partnership or a relationship ends while subscriptions run: what stays, what is flagged, what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.permissions import Role
from partnercenter.core.errors import DomainError
from relationships.actions import remove_partnership
from relationships.consequences import keeps
from relationships.models import Partnership, ResellerRelationship
from relationships.states import EndReason, RemovalReason
from subscriptions import actions
from subscriptions.kept import named
from subscriptions.models import Subscription
from subscriptions.states import OrderStatus, SubscriptionStatus
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

ClientFor = Callable[..., PortalClient]


def sold(world: World, count: int = 1, **values: object) -> list[Subscription]:
    order = make.OrderFactory(relationship=world.relationship, ordered_by=world.admin)
    return make.SubscriptionFactory.create_batch(count, order=order, offer=world.offer, **values)


def through_reseller(world: World) -> dict[str, object]:
    return {"reseller": world.reseller, "reseller_mpn_id": world.reseller.mpn_id}


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# ------------------------------------------------------------------ D8
@pytest.mark.rule("D8", "S000-34")
def test_the_removal_page_says_where_the_reseller_stays_named(contoso: World, client_for: ClientFor) -> None:
    """In numbers, each with the list that has them; over and over again where they change."""
    assert named in keeps
    sold(contoso, 2, **through_reseller(contoso))
    sold(contoso, 1, support_contact=contoso.reseller)
    sold(contoso, 1, status=SubscriptionStatus.CANCELLED, auto_renew=False, **through_reseller(contoso))
    client = client_for(contoso.admin)
    url = reverse(
        "relationships:partnership-remove", args=[contoso.provider.slug, contoso.partnership.public_id]
    )
    page = client.get(url)
    assert "It stays reseller of record of 2 subscriptions, marked “partnership ended”." in words(page)
    assert "It stays designated support contact of 1 subscription, marked" in words(page)
    shown = reverse("subscriptions:subscription-list", args=[contoso.provider.slug])
    link = f"{shown}?reseller={contoso.reseller.public_id}"
    assert link in words(page)
    assert client.get(link).context["count"] == 2
    sold(contoso, 1, **through_reseller(contoso))
    body = {"seen": page.context["form"]["seen"].value(), "reason": "other", "statement_accepted": "on"}
    again = words(client.post(url, body))
    assert "Subscriptions with it as reseller of record: 2 before, 3 now." in again
    assert Partnership.objects.get(pk=contoso.partnership.pk).is_active


@pytest.mark.rule("D8", "D11")
def test_after_the_end_both_stay_and_nobody_is_named_anew(contoso: World, client_for: ClientFor) -> None:
    (mine,) = sold(contoso, 1, support_contact=contoso.reseller, **through_reseller(contoso))
    (other,) = sold(contoso, 1)
    remove_partnership(
        partnership=contoso.partnership,
        by=contoso.actor(),
        reason=RemovalReason.OTHER,
        statement_accepted=True,
    )
    mine.refresh_from_db()
    assert (mine.reseller, mine.support_contact) == (contoso.reseller, contoso.reseller)
    for step in (
        lambda: actions.assign_reseller(subscription=other, reseller=contoso.reseller, by=contoso.actor()),
        lambda: actions.assign_support_contact(
            subscription=other, contact=contoso.reseller, by=contoso.actor()
        ),
    ):
        with pytest.raises(DomainError) as refused:
            step()
        assert refused.value.code == "not_partners"
    shown = reverse("subscriptions:subscription-list", args=[contoso.provider.slug])
    page = client_for(contoso.admin).get(f"{shown}?reseller={contoso.reseller.public_id}")
    assert words(page).lower().count("partnership ended") >= 2


# ------------------------------------------------------------------ reference 3.9
def _end(world: World) -> str:
    parts = [world.provider.slug, world.customer.public_id, world.relationship.public_id]
    return reverse("customers:relationship-remove", args=parts)


@pytest.mark.rule("S003-9")
@pytest.mark.parametrize(
    ("status", "blocks"),
    [("active", True), ("suspended", True), ("expired", False), ("cancelled", False), ("deleted", False)],
)
def test_a_running_subscription_keeps_the_relationship(
    contoso: World, client_for: ClientFor, status: str, blocks: bool
) -> None:
    """Named with a link; a suspended one is billed, so it blocks, too. Nothing else does."""
    moves = {"moves_at": None} if status == "deleted" else {}
    (row,) = sold(contoso, 1, name="Office for all", status=status, auto_renew=status == "active", **moves)
    client = client_for(contoso.people["provider"][Role.GLOBAL_ADMIN])
    page = words(client.get(_end(contoso)))
    link = reverse("subscriptions:subscription-detail", args=[contoso.provider.slug, row.public_id])
    assert (f"Office for all is {status}." in page) is blocks
    assert (link in page) is blocks
    client.post(_end(contoso), {"reason": EndReason.OTHER.value, "note": ""})
    assert ResellerRelationship.objects.get(pk=contoso.relationship.pk).is_active is blocks
    if blocks:
        assert client.get(link).status_code == 200


@pytest.mark.rule("S003-9")
def test_many_are_named_by_number_and_orders_that_wait_block_too(
    contoso: World, client_for: ClientFor
) -> None:
    sold(contoso, 7)
    order = make.OrderFactory(
        relationship=contoso.relationship,
        ordered_by=contoso.admin,
        status=OrderStatus.SUBMITTED,
        closed_at=None,
    )
    client = client_for(contoso.people["provider"][Role.GLOBAL_ADMIN])
    page = words(client.get(_end(contoso)))
    assert "2 more subscriptions." in page
    assert "An order waits for the customer agreement." in page
    for name, args in (
        ("of-customer", [contoso.customer.public_id]),
        ("order-detail", [order.public_id]),
    ):
        link = reverse(f"subscriptions:{name}", args=[contoso.provider.slug, *args])
        assert link in page
        assert client.get(link).status_code == 200


# ------------------------------------------------------------------ the overview
@pytest.mark.rule("S000-29")
def test_the_overview_counts_what_runs_and_what_earns_nobody_incentives(
    contoso: World, client_for: ClientFor
) -> None:
    """Each figure is the list it leads to; the list warns of it, too."""
    sold(contoso, 2)
    sold(contoso, 1, **through_reseller(contoso))
    sold(contoso, 1, status=SubscriptionStatus.CANCELLED, auto_renew=False)
    client = client_for(contoso.admin)
    shown = reverse("subscriptions:subscription-list", args=[contoso.provider.slug])
    overview = client.get(reverse("accounts:overview", args=[contoso.provider.slug]))
    figures = {str(card.label): card for card in overview.context["figures"]}
    for label, count in (("Subscriptions", 3), ("Without a reseller of record", 2)):
        assert figures[label].count == count
        assert client.get(figures[label].url).context["count"] == count
    page = words(client.get(shown))
    assert "2 subscriptions have no reseller of record" in page
    assert f"{reverse('subscriptions:reassign', args=[contoso.provider.slug])}" in page
    theirs = client_for(contoso.reseller_admin)
    mine = theirs.get(reverse("accounts:overview", args=[contoso.reseller.slug]))
    assert {str(card.label): card.count for card in mine.context["figures"]}[
        "Subscriptions"
    ] == 3  # it manages them all
    assert "Without a reseller of record" not in words(mine)
