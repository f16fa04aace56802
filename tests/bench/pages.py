"""The two long lists at 10 and at 100,000 rows, behind the whole middleware, beside the same template from memory."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client, override_settings
from django.urls import reverse

from partnercenter.core import tenancy
from tests.bench import seed
from tests.bench.seed import Side
from tests.bench.stage import say
from tests.bench.table import Figure, against_floor, median, timed

ROUNDS = 60
PAGES = {
    "indirect resellers": ("relationships:reseller-list", "resellers"),
    "invitations": ("invitations:invitation-list", "invitations"),
}


def measure() -> list[Figure]:
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        both = seed.sides()
        say("pages")
        return [figure for name in PAGES for figure in _page(name, both)]


def _page(name: str, both: list[Side]) -> list[Figure]:
    figures, first = [], 0.0
    for side in both:
        client = Client()
        with tenancy.system(reason="bench"):
            client.force_login(side.admin)
        address, floor_name = PAGES[name]
        page = _get(client, reverse(address, args=[side.tenant.slug]))
        floor = _get(client, f"/t/{side.tenant.slug}/floor/{floor_name}/")
        assert page().count(b"<tr") == floor().count(b"<tr"), "the floor shows the same rows"
        pairs = [(timed(page), timed(floor)) for _ in range(ROUNDS)][5:]
        values, floors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        over = median(values) / median(floors)
        is_flat = not first or over <= 1.25 * first
        first = first or over
        aim = "≤ 2 × floor" + (", flat" if side.rows == seed.MANY else "")
        figures.append(
            against_floor(f"page: {name}", side.rows, values, floors, at_most=2, also=is_flat, aim=aim)
        )
    return figures


def _get(client: Client, path: str) -> Callable[[], bytes]:
    def get() -> bytes:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return bytes(response.content)

    return get
