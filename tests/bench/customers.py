"""The Customers page of partners with ten, ten thousand and a million customers, every way it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from customers.reading import relationships_of
from customers.views.listing import CustomerListView
from partnercenter.core import tenancy
from partnercenter.core.keyset import Order, write_cursor
from tests.bench import customers_seed as seed
from tests.bench.customers_seed import Side
from tests.bench.pages import _get
from tests.bench.stage import say
from tests.bench.table import Figure, against_floor, median, ms, p95, timed

ROUNDS = 40
EXPORTED = 100_000  # rows of the export that are timed


def measure() -> list[Figure]:
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        sides = seed.sides()
        say("the Customers page")
        figures = [figure for side in sides for figure in _side(side)]
        return sorted(figures, key=lambda figure: figure.name)


def _side(side: Side) -> Iterator[Figure]:
    client = Client()
    with tenancy.system(reason="bench"):
        client.force_login(side.person)
        asked = dict(_ways(side))
        ref = relationships_of(side.tenant).active().order_by("-pk").values_list("customer_ref", flat=True)[0]
    address = reverse("customers:customer-list", args=[side.tenant.slug])
    for name, query in asked.items():
        page = _get(client, f"{address}?{urlencode(query)}")
        floor = _get(client, f"/t/{side.tenant.slug}/floor/customers/?{urlencode(query)}")
        yield _against_floor(f"customers: {name}", side.rows, page, floor)
    yield _alone(
        "customers: a row opened",
        side.rows,
        _get(client, reverse("customers:customer-peek", args=[side.tenant.slug, ref])),
    )
    yield _alone(
        "customers: overview", side.rows, _get(client, reverse("accounts:overview", args=[side.tenant.slug]))
    )
    yield _export(client, side)


def _ways(side: Side) -> Iterator[tuple[str, dict[str, str]]]:
    """Every way the list is asked for."""
    active = relationships_of(side.tenant).active().order_by("customer_key", "pk")
    some = active[min(side.rows * 4 // 5, active.count() - 1)]
    yield "plain", {}
    yield "search, one letter", {"q": "s"}
    yield "search, two letters", {"q": "st"}
    yield "search, a name", {"q": some.customer_key}
    yield "search, a domain", {"q": some.customer_domain}
    yield "search, a tenant ID", {"q": some.customer_ref}
    yield "search, a Hangul syllable", {"q": "한"}
    yield "filter: reseller", {"with_partner": side.reseller.public_id}
    yield "filter: admin access", {"admin_access": "revoked"}
    yield "filter: agreement", {"agreement": "missing"}
    yield "filter: capacity", {"capacity": "direct"}
    yield "filter: ended", {"state": "ended"}
    combined = {"with_partner": side.reseller.public_id, "admin_access": "revoked", "agreement": "missing"}
    yield "filters: three", combined
    yield "filters: three and a search", {**combined, "q": "s"}
    yield "sort: since", {"sort": "-since"}
    order = Order("name", CustomerListView.sorts["name"])
    yield "deep page", {"after": write_cursor(some, "after", order, 2)}
    yield "deep page, backwards", {"before": write_cursor(some, "before", order, 2)}


def _queries(page: Callable[[], bytes]) -> int:
    with CaptureQueriesContext(connection) as queries:
        page()
    return sum(
        "SAVEPOINT" not in query["sql"] and "set_config" not in query["sql"]
        for query in queries.captured_queries
    )


def _against_floor(name: str, rows: int, page: Callable[[], bytes], floor: Callable[[], bytes]) -> Figure:
    assert page().count(b"<tr") == floor().count(b"<tr"), "the floor shows the same rows"
    count = _queries(page)
    pairs = [(timed(page), timed(floor)) for _ in range(ROUNDS)][5:]
    values, floors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return against_floor(f"{name} ({count} queries)", rows, values, floors, at_most=2)


def _alone(name: str, rows: int, page: Callable[[], bytes]) -> Figure:
    count = _queries(page)
    values = [timed(page) for _ in range(ROUNDS)][5:]
    return Figure(f"{name} ({count} queries)", rows, ms(median(values)), ms(p95(values)))


def _export(client: Client, side: Side) -> Figure:
    """The first hundred thousand lines, a piece at a time."""
    pieces: list[float] = []
    lines = 0
    stream = iter(client.get(reverse("customers:customer-export", args=[side.tenant.slug])).streaming_content)
    while lines < EXPORTED:
        piece = b""

        def step() -> None:
            nonlocal piece
            piece = next(stream, b"")

        seconds = timed(step)
        if not piece:
            break
        pieces.append(seconds)
        lines += piece.count(b"\r\n")
    rate = f"{lines / sum(pieces):,.0f} lines/s"
    return Figure("customers: export, a batch", side.rows, ms(median(pieces)), ms(p95(pieces)), rate)
