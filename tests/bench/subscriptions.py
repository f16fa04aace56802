"""The Subscriptions page of a provider with a million of them, every way it is asked for, and of one of its resellers."""

from __future__ import annotations

import resource
from collections.abc import Iterator

from django.test import Client, override_settings
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Tenant, User
from accounts.permissions import Role
from partnercenter.core import tenancy
from partnercenter.core.keyset import Order, write_cursor
from subscriptions.models import Subscription
from subscriptions.views.subscription_list import SubscriptionListView
from tests import factories as make
from tests.bench import reassigning
from tests.bench.customers import _against_floor, _alone
from tests.bench.pages import _get
from tests.bench.stage import say
from tests.bench.subscriptions_seed import Sold, sold
from tests.bench.table import Figure, median, ms, p95, timed

MANY, FEW = 1_000_000, 20
EXPORTED = 100_000  # rows of the export that are timed
GROWTH = 16  # MB


def measure() -> list[Figure]:
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        few, many = sold(FEW), sold(MANY)
        say("the Subscriptions page")
        figures = [*_provider(few), *_provider(many), *_reseller(many)]
        figures = sorted(figures, key=lambda figure: figure.name)
        return [*figures, _export(many), *reassigning.measure(many)]


def _provider(side: Sold) -> Iterator[Figure]:
    client = _signed_in(side.person)
    with tenancy.system(reason="bench"):
        asked = dict(_ways(side))
    yield from _pages(client, side.tenant, side.rows, asked)
    overview = reverse("accounts:overview", args=[side.tenant.slug])
    yield _alone("subscriptions: overview", side.rows, _get(client, overview))


def _reseller(side: Sold) -> Iterator[Figure]:
    """It manages one in twenty, earns with most of those, and answers for half of them."""
    tenant, person = side.resellers[3], make_person(side.resellers[3])
    with tenancy.system(reason="bench"):
        count = Subscription.objects.filter(manager=tenant).count()
    asked = {
        "reseller's, plain": {},
        "reseller's, search, one letter": {"q": "s"},
        "reseller's, sort: ends": {"sort": "ends"},
    }
    yield from _pages(_signed_in(person), tenant, count, asked)


def make_person(tenant: Tenant) -> User:
    with tenancy.system(reason="bench"):
        person: User = make.UserFactory()
        make.MembershipFactory(tenant=tenant, user=person, roles=[Role.ADMIN_AGENT])
        return person


def _signed_in(person: User) -> Client:
    client = Client()
    with tenancy.system(reason="bench"):
        client.force_login(person)
    return client


def _pages(client: Client, tenant: Tenant, rows: int, asked: dict[str, dict[str, str]]) -> Iterator[Figure]:
    address = reverse("subscriptions:subscription-list", args=[tenant.slug])
    for name, query in asked.items():
        page = _get(client, f"{address}?{urlencode(query)}")
        floor = _get(client, f"/t/{tenant.slug}/floor/subscriptions/?{urlencode(query)}")
        yield _against_floor(f"subscriptions: {name}", rows, page, floor)


def _ways(side: Sold) -> Iterator[tuple[str, dict[str, str]]]:
    """Every way the list is asked for."""
    live = Subscription.objects.sold_by(side.tenant).live().order_by("customer_key", "pk")
    some = live[min(side.rows * 4 // 5, live.count() - 1)]
    reseller = side.resellers[7].public_id
    yield "plain", {}
    yield "search, one letter", {"q": "s"}
    yield "search, two letters", {"q": "st"}
    yield "search, a customer", {"q": some.customer_key}
    yield "search, a domain", {"q": some.customer_domain}
    yield "search, a subscription", {"q": some.name_key}
    yield "search, a Hangul syllable", {"q": "한"}
    yield "search, nothing found", {"q": "zzzz"}
    yield "filter: every state", {"state": "any"}
    yield "filter: suspended", {"state": "suspended"}
    yield "filter: no state has it", {"state": "deleted"}
    yield "filter: reseller", {"reseller": reseller}
    yield "filter: no reseller", {"reseller": "none"}
    yield "filter: support contact", {"support": reseller}
    yield "filter: support by itself", {"support": "own"}
    yield "filter: billing type", {"kind": "licence"}
    yield "filter: another billing type", {"kind": "software"}
    yield "filter: ends in a week", {"ends": "7"}
    yield "filter: needs attention", {"attention": "any"}
    combined = {"reseller": reseller, "support": reseller, "ends": "90"}
    yield "filters: three", combined
    yield "filters: three and a search", {**combined, "q": "s"}
    yield "sort: name", {"sort": "name"}
    yield "sort: ends", {"sort": "ends"}
    order = Order("customer", SubscriptionListView.sorts["customer"])
    yield "deep page", {"after": write_cursor(some, "after", order, 2)}
    yield "deep page, backwards", {"before": write_cursor(some, "before", order, 2)}
    by_end = Order("ends", SubscriptionListView.sorts["ends"])
    yield "deep page, by end", {"sort": "ends", "after": write_cursor(some, "after", by_end, 2)}


def _export(side: Sold) -> Figure:
    """The first hundred thousand lines, a piece at a time, in as much memory as the first piece."""
    client = _signed_in(side.person)
    answer = client.get(reverse("subscriptions:subscription-export", args=[side.tenant.slug]))
    stream = iter(answer.streaming_content)
    pieces: list[float] = []
    lines, before = 0, 0
    while lines < EXPORTED:
        piece: list[bytes] = []
        seconds = timed(lambda piece=piece: piece.append(next(stream, b"")))
        if not piece[0]:
            break
        pieces.append(seconds)
        lines += piece[0].count(b"\r\n")
        before = before or peak()
    grown = peak() - before
    aim = f"≤ {GROWTH} MB more"
    name = f"subscriptions: export, a batch (+{grown:.0f} MB)"
    rate = f"{lines / sum(pieces):,.0f} lines/s"
    return Figure(name, side.rows, ms(median(pieces)), ms(p95(pieces)), rate, aim=aim, is_met=grown <= GROWTH)


def peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
