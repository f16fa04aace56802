"""Every address, every verb, every visitor: the other world is not there (situations C-061, C-064, C-065, C-075).

Their door: an address of the other world's organisation. Our door: the visitor's own organisation, with an id of
the other world. Both answer exactly as they do for what never existed, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import cache

import pytest

from accounts.permissions import may
from directory.models import Listing
from partnercenter.core.actor import Actor
from tests.isolation import looking
from tests.isolation.bodies import body
from tests.isolation.cast import Cast, Visitor, undone
from tests.isolation.routes import (
    ADMIN,
    KWARGS,
    MADE_UP,
    PAGES,
    ROUTES,
    SIGN_IN,
    TENANT,
    VERBS,
    Route,
    made_up,
    values,
)

pytestmark = pytest.mark.situation("C-061")
by_name = pytest.mark.parametrize
OBJECTS = [route for route in TENANT if route.has_object]
NO_OPERATORS = ("anonymous", "provider admin of ours", "former admin of theirs", "staff without rights")
ASKED = ("GET", "POST")  # what a page answers; the other verbs it refuses, whoever asks: two are enough
OTHERWISE = {"provider admin of ours", "former admin of theirs"}
# Variations of the others: reading is enough for them.
VARIATIONS = {"helpdesk agent of ours", "deactivated person of theirs", "staff without rights"}
# A person's own: everybody may, and changes nothing but their own.
OWN = {"accounts:account", "accounts:other-sessions-end"}
Shape = tuple[int, dict[str, str], str]
SIGNED_OUT = {"anonymous", "deactivated person of theirs"}


@pytest.fixture(scope="module")
def refusals(cast: Cast) -> Callable[[Visitor, str], Shape]:
    """What an organisation that never was answers this visitor; asked once."""

    @cache
    def ask(visitor: Visitor, verb: str) -> Shape:
        nowhere = TENANT[0].url(**made_up(TENANT[0]))
        return looking.shape(visitor.ask(verb, nowhere, {} if verb == "POST" else None), nowhere)

    return ask


def _verbs(visitor: Visitor) -> tuple[str, ...]:
    if visitor.name in VARIATIONS:
        return ("GET",)
    return VERBS if visitor.name in OTHERWISE else ASKED


def _body(cast: Cast, route: Route, verb: str) -> dict[str, object] | None:
    return body(route.name, cast.theirs) if verb == "POST" else None


def test_the_walk_finds_the_portal() -> None:
    assert len(TENANT) >= 15
    assert len(OBJECTS) >= 6
    assert len(ADMIN) >= 20
    assert len({route.pattern for route in ROUTES}) == len(ROUTES)


def test_every_part_of_an_address_has_a_value() -> None:
    parts = {name for route in ROUTES for name in route.kwargs}
    assert parts == set(KWARGS) == set(MADE_UP), "Say in tests/isolation/routes.py what stands in a new part."


@by_name("route", TENANT, ids=lambda route: route.name)
def test_their_door(cast: Cast, refusals: Callable[[Visitor, str], Shape], route: Route) -> None:
    """404 for whoever is signed in, whatever the verb; the same bytes as for an organisation that never was. The door
    comes before the page: each is tried by half of the visitors, the next one by the other half."""
    before = looking.fingerprints()
    url = route.url(**values(cast.theirs, route))
    for visitor in cast.visitors[TENANT.index(route) % 2 :: 2]:
        for verb in _verbs(visitor):
            answer = visitor.ask(verb, url, _body(cast, route, verb))
            expected = 302 if visitor.name in SIGNED_OUT else 404
            assert answer.status_code == expected, f"{visitor} {verb} {url}"
            assert not looking.leaks(answer, cast.theirs.canary, [url])
            assert looking.shape(answer, url) == refusals(visitor, verb), f"{visitor} {verb} {url}"
    assert looking.fingerprints() == before


@by_name("route", OBJECTS, ids=lambda route: route.name)
def test_our_door_their_object(cast: Cast, route: Route) -> None:
    """In one's own organisation an id of the other world is like any made-up one: 404, or 403 for all of them."""
    before = looking.fingerprints()
    for visitor in cast.visitors:
        home = cast.slug(visitor)
        url = route.url(**values(cast.theirs, route, tenant_slug=home))
        nowhere = route.url(**made_up(route, tenant_slug=home))
        for verb in _verbs(visitor):
            answer = visitor.ask(verb, url, _body(cast, route, verb))
            assert not looking.leaks(answer, cast.theirs.canary, [url])
            if verb in ASKED:
                other = visitor.ask(verb, nowhere, _body(cast, route, verb))
                assert looking.shape(answer, url) == looking.shape(other, nowhere), f"{visitor} {verb} {url}"
                assert answer.status_code == _refusal(cast, visitor, route, verb), f"{visitor} {verb} {url}"
            else:
                assert answer.status_code in {200, 302, 403, 404, 405}, f"{visitor} {verb} {url}"
    assert looking.fingerprints() == before


def _refusal(cast: Cast, visitor: Visitor, route: Route, verb: str) -> int:
    if visitor.name in SIGNED_OUT:
        return 302
    if visitor.name in {"former admin of theirs", "operator", "staff without rights"}:
        return 404  # members of nothing
    if not may(Actor(visitor.user, getattr(cast.ours, visitor.kind), visitor.roles), route.permission):
        return 403  # own organisation, but not for this page: said without looking for the object
    return 404 if verb != "POST" or route.takes_post else 405


@by_name("route", [route for route in PAGES if not route.is_of_tenant], ids=lambda route: route.name)
def test_outside_of_organisations(cast: Cast, route: Route) -> None:
    """Public pages and the pages behind a link: nothing of the other world, whoever asks, whatever is asked."""
    assert not Listing.objects.exists()
    before = looking.fingerprints()
    url = (
        route.url(**values(cast.theirs, route))
        if route.name != "invitations:link"
        else "/i/" + "A" * 43 + "/"
    )
    for visitor in cast.visitors:
        for verb in _verbs(visitor):
            with undone() if route.name in OWN else nullcontext():
                answer = visitor.ask(verb, url, _body(cast, route, verb))
            assert answer.status_code < 500 or route.name == "readyz", f"{visitor} {verb} {url}"
            assert not looking.leaks(answer, cast.theirs.canary, [url]), f"{visitor} {verb} {url}"
            if route.kwargs and verb in ASKED:
                nowhere = route.url(**made_up(route))
                other = visitor.ask(verb, nowhere, _body(cast, route, verb))
                assert looking.shape(answer, url) == looking.shape(other, nowhere), f"{visitor} {verb} {url}"
    assert looking.fingerprints() == before


@by_name("route", SIGN_IN, ids=lambda route: route.name)
def test_sign_in_pages(cast: Cast, route: Route) -> None:
    """They handle everybody's identity, and say nothing of it."""
    url = route.url(**values(cast.theirs, route))
    for visitor in cast.visitors:
        for verb in _verbs(visitor):
            with undone():
                answer = visitor.ask(verb, url, _body(cast, route, verb))
            assert answer.status_code < 500, f"{visitor} {verb} {url}"
            assert not looking.leaks(answer, cast.theirs.canary, [url]), f"{visitor} {verb} {url}"


@pytest.mark.situation("C-075")
@by_name("route", ADMIN, ids=lambda route: route.name)
def test_operations_pages(cast: Cast, route: Route) -> None:
    """For operators only: everybody else is sent to sign in or refused, and sees nothing."""
    before = looking.fingerprints()
    url = route.url(**values(cast.theirs, route))
    for visitor in map(cast.visitor, NO_OPERATORS):
        for verb in ASKED:
            with undone() if route.name == "admin:logout" else nullcontext():
                answer = visitor.ask(verb, url, {"reason": "because"} if verb == "POST" else None)
            assert answer.status_code < 500, f"{visitor} {verb} {url}"
            assert not looking.leaks(answer, cast.theirs.canary, [url]), f"{visitor} {verb} {url}"
            is_open = route.name in {"admin:login", "admin:logout", "admin:jsi18n", "admin:index"}
            assert is_open or answer.status_code in {302, 403, 404, 405}, f"{visitor} {verb} {url}"
    assert looking.fingerprints() == before
