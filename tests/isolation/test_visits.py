"""A visitor from the operator's staff, at every address of an organisation: sees its pages, and changes nothing."""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.isolation import looking
from tests.isolation.bodies import body
from tests.isolation.cast import Cast, undone
from tests.isolation.routes import TENANT, values

pytestmark = pytest.mark.situation("C-075")


@pytest.mark.parametrize("kind", ["provider", "reseller", "direct", "customer"])
def test_every_page_is_only_looked_at(cast: Cast, kind: str) -> None:
    visitor = cast.visitor("operator")
    tenant = getattr(cast.ours, kind)
    with undone():
        make.VisitFactory(operator=visitor.user, tenant=tenant)
        before, seen = looking.fingerprints(), set()
        for route in TENANT:
            url = route.url(**values(cast.ours, route, tenant_slug=tenant.slug))
            answer = visitor.get(url)
            assert answer.status_code in {200, 302, 403, 404}, f"{url}: {answer.status_code}"
            seen.add(answer.status_code)
            assert not looking.leaks(answer, cast.theirs.canary, [url])
            if route.takes_post:
                refused = visitor.ask("POST", url, body(route.name, cast.ours))
                assert refused.status_code == 403, url
        assert looking.fingerprints() == before
        assert 200 in seen
