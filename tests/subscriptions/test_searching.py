"""What a search of subscriptions finds, and what it says where it looked at names only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from subscriptions.models import Subscription
from tests import factories as make
from tests.client import PortalClient
from tests.world import World


def test_a_domain_is_found_until_too_many_begin_like_it(
    contoso: World, client_for: Callable[..., PortalClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose domain is not like its name is found by either; each once."""
    order = make.OrderFactory(relationship=contoso.relationship, ordered_by=contoso.admin)
    make.SubscriptionFactory.create_batch(3, order=order, offer=contoso.offer, name="Office")
    Subscription.objects.update(customer_key="hanbit", customer_domain="zeta.example")
    shown = reverse("subscriptions:subscription-list", args=[contoso.provider.slug])
    client = client_for(contoso.admin)

    def found(text: str) -> tuple[int, bool]:
        page = client.get(shown, {"q": text})
        return page.context["count"], "only names were searched" in page.content.decode()

    assert [found(text) for text in ("zeta", "hanbit", "office", "nobody")] == [
        (3, False),
        (3, False),
        (3, False),
        (0, False),
    ]
    monkeypatch.setattr("subscriptions.reading.MOST_BY_DOMAIN", 2)
    assert found("zeta") == (0, True)
    assert found("hanbit") == (3, False)


@pytest.mark.parametrize("sort", ["ends", "-ends"])
def test_pages_by_the_end_of_the_term_have_every_row_once(
    contoso: World, client_for: Callable[..., PortalClient], monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    """Those without a term are last, or first; forwards and backwards."""
    monkeypatch.setattr("subscriptions.views.subscription_list.SubscriptionListView.page_size", 2)
    order = make.OrderFactory(relationship=contoso.relationship, ordered_by=contoso.admin)
    make.SubscriptionFactory.create_batch(4, order=order, offer=contoso.offer)
    make.SubscriptionFactory.create_batch(3, order=order, offer=make.OfferFactory(usage=True))
    client = client_for(contoso.admin)
    url = f"{reverse('subscriptions:subscription-list', args=[contoso.provider.slug])}?sort={sort}"
    pages = [client.get(url).context["page"]]
    while pages[-1].next_url:
        pages.append(client.get(pages[-1].next_url).context["page"])
    rows = [row for page in pages for row in page.rows]
    assert {row.pk for row in rows} == set(Subscription.objects.values_list("pk", flat=True))
    assert len(rows) == 7
    empty = [row.term_ends_on is None for row in rows]
    assert empty == sorted(empty, reverse=sort.startswith("-"))
    back = client.get(pages[-1].previous_url).context["page"]
    assert [row.pk for row in back.rows] == [row.pk for row in pages[-2].rows]
