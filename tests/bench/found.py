"""The official list with ten and with ten thousand providers: searched, filtered, paged, and one entry opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from directory.models import Listing
from directory.views.public import ProviderListView
from partnercenter.core import tenancy
from partnercenter.core.keyset import Order, write_cursor
from tests import factories as make
from tests.bench.pages import _get
from tests.bench.rows import multiply, numbers, public_id
from tests.bench.stage import as_owner, say
from tests.bench.table import Figure, against_floor, median, ms, p95, timed
from tests.bench.urls import FloorOfProviders

SIZES = (10, 10_000)
ROUNDS = 40
PLACES = "ARRAY['KR', (ARRAY['JP','SG','TW','DE','FR','NL','US'])[1 + n.id %% 7]]::varchar(20)[]"
OFFERED = "ARRAY['support', (ARRAY['training','migration','billing'])[1 + n.id %% 3]]::varchar(20)[]"
SPOKEN = "ARRAY['en', (ARRAY['ko','ja','de','fr','nl'])[1 + n.id %% 5]]::varchar(20)[]"
NAME = "(ARRAY['Harbor','Summit','Delta','한강','Nordic','Prime'])[1 + n.id %% 6] || ' Supply ' || lpad(n.id::text, 5, '0')"


def measure() -> list[Figure]:
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        figures, have = [], 0
        for rows in SIZES:
            _providers(have, rows)
            have = rows
            FloorOfProviders.kept.clear()
            say(f"the list of {rows:,} providers")
            figures += list(_figures(rows))
        return sorted(figures, key=lambda figure: figure.name)


def _providers(have: int, wanted: int) -> None:
    with tenancy.system(reason="bench"):
        first = make.ListingFactory(name=f"First {have}", name_key=f"first {have}")
        count = wanted - have - 1
        slug = f"'found-{have}-' || n.id"
        multiply(
            first.tenant, numbers(count), public_id=public_id(f"found{have}"), slug=slug,
            domain=f"{slug} || '.bench.example'",
        )  # fmt: skip
        source = f"(SELECT id FROM accounts_tenant WHERE slug LIKE 'found-{have}-%%')"
        multiply(
            first, source, tenant_id="n.id", public_id=public_id(f"listed{have}"), name=NAME, name_key=f"lower({NAME})",
            countries=PLACES, services=OFFERED, languages=SPOKEN,
        )  # fmt: skip
    as_owner("VACUUM ANALYZE")


def _ways() -> Iterator[tuple[str, dict[str, str]]]:
    some = Listing.objects.providers()[Listing.objects.count() * 4 // 5]
    yield "plain", {}
    yield "search, one letter", {"q": "s"}
    yield "search, a name", {"q": some.name_key}
    yield "search, a Hangul syllable", {"q": "한"}
    yield "filter: country", {"country": "DE"}
    yield "filter: country, everybody", {"country": "KR"}
    yield "filters: country, service, language", {"country": "DE", "service": "training", "language": "ko"}
    yield "filters: three and a search", {"country": "DE", "service": "training", "language": "ko", "q": "s"}
    yield "filter: nobody", {"industry": "retail"}
    order = Order("name", ProviderListView.sorts["name"])
    yield "deep page", {"after": write_cursor(some, "after", order, 2)}


def _figures(rows: int) -> Iterator[Figure]:
    client = Client()
    with tenancy.system(reason="bench"):
        asked, some = dict(_ways()), Listing.objects.order_by("-id")[0]
    address = reverse("directory:provider-list")
    for name, query in asked.items():
        page = _get(client, f"{address}?{urlencode(query)}")
        floor = _get(client, f"/floor/providers/?{urlencode(query)}")
        assert page().count(b"<tr") == floor().count(b"<tr"), "the floor shows the same rows"
        pairs = [(timed(page), timed(floor)) for _ in range(ROUNDS)][5:]
        values, floors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        label = f"providers: {name} ({_queries(page)} queries)"
        yield against_floor(label, rows, values, floors, at_most=2)
    entry = _get(client, reverse("directory:provider-detail", args=[some.public_id]))
    values = [timed(entry) for _ in range(ROUNDS)][5:]
    yield Figure(
        f"providers: an entry ({_queries(entry)} queries)", rows, ms(median(values)), ms(p95(values))
    )


def _queries(page: Callable[[], bytes]) -> int:
    with CaptureQueriesContext(connection) as queries:
        page()
    return sum(
        "SAVEPOINT" not in query["sql"] and "set_config" not in query["sql"]
        for query in queries.captured_queries
    )
