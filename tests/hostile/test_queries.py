"""The hostile list in every parameter of every list: a page that still says what was searched for, escaped."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.html import escape

from partnercenter.core.admin_site import site
from partnercenter.core.cleaning import printable
from tests.hostile.forms import Stage
from tests.hostile.strings import HOSTILE, MARKUP, as_read
from tests.isolation.routes import PAGES, Route, values

pytestmark = pytest.mark.situation("C-011")
LISTS = [route for route in PAGES if route.name.endswith("-list")]
PARAMETERS = ("sort", "state", "needs", "country", "after", "before", "ids", "page")


def _query(start: int, names: list[str]) -> dict[str, str | bytes]:
    """Each parameter another string; no longer than an address may be."""
    mixed = {part: HOSTILE[names[(start + n * 5) % len(names)]] for n, part in enumerate(PARAMETERS)}
    return {part: value[:300] for part, value in mixed.items()}


@pytest.mark.parametrize("part", [3, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_lists(stage: Stage, route: Route, part: int) -> None:
    """They are one view and one template: each list takes a third of the strings, the next one the next third."""
    url, names = route.url(**values(stage.world, route)), list(HOSTILE)
    visitor, first = stage.visitors[route.door], LISTS.index(route) % part
    for start, name in list(enumerate(names))[first::part]:
        searched = HOSTILE[name][:200]
        answer = visitor.get(f"{url}?{urlencode({**_query(start, names), 'q': searched})}")
        page = answer.content.decode()
        assert answer.status_code in {200, 400, 403, 413}, name
        assert not [raw for raw in MARKUP.values() if raw in page], name
        if answer.status_code == 200 and 'name="q"' in page:
            assert escape(" ".join(printable(as_read(searched)).split())) in " ".join(page.split()), name


def test_lists_of_operators(stage: Stage) -> None:
    """Search and filters of Django admin; each list takes some of the strings."""
    names, wrong = list(HOSTILE), []
    for number, page in enumerate(site._registry.values()):
        url = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
        for name in names[number % 16 :: 16]:
            text = HOSTILE[name][:200]
            for query in ({"q": text}, {"o": text, "p": text, "status__exact": text, "tenant__exact": text}):
                answer = stage.visitors["operator"].get(f"{url}?{urlencode(query)}")
                raw = [raw for raw in MARKUP.values() if raw in answer.content.decode()]
                if (
                    answer.status_code >= 500
                    or raw
                    or re.search(r'href="javascript:', answer.content.decode())
                ):
                    wrong.append(f"{url} {name} {answer.status_code} {raw}")
    assert not wrong, "\n".join(wrong)
