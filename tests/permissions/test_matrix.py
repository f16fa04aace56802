"""Role × page × kind of organisation; what is expected is computed from the table, never written down twice."""

from __future__ import annotations

from functools import cache

import pytest
from django.utils.html import escape

from accounts.labels import standing_labels
from accounts.permissions import (
    PROGRAMME_PERMISSIONS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
    may,
    roles_allow,
)
from accounts.views.base import TenantView
from partnercenter.core.actor import Actor
from tests.isolation.bodies import body
from tests.isolation.bodies_users import PARTNER_PAGES
from tests.isolation.cast import Cast, Visitor, undone
from tests.isolation.routes import TENANT, Route, values
from tests.isolation.test_owner import FIRST

KINDS = ("provider", "reseller", "direct", "customer")
PROVIDER_PAGES = {"indirect_resellers.view", "partnership.request", "partnership.remove", "invitations.view"}


# Pages about one thing that is another organisation's as well: the customer that provider and reseller share.
SHARED = {
    ("reseller", f"customers:customer-{name}") for name in ("peek", "detail", "history", "abilities", "edit")
}
# Or the subscription of that customer, whose renewal the reseller decides.
SHARED |= {
    ("reseller", f"subscriptions:{name}")
    for name in (
        "subscription-detail",
        "subscription-renewal",
        "attention-settle",
        "of-customer",
        "purchase-permissions",
    )
}


# Pages of what one person has begun: a colleague in the same role finds nothing.
PERSONAL = {f"subscriptions:draft-{step}" for step in ("details", "subscriptions", "review", "cancel")}


# The users of that customer: the provider reads that it has no admin access.
SHARED |= {("provider", name) for name in PARTNER_PAGES}


@pytest.fixture(scope="module")
def visitors(cast: Cast) -> dict[tuple[str, str], Visitor]:
    people = cast.ours.people
    return {
        (kind, role): Visitor(f"{role} of {kind}", people[kind][role], kind)
        for kind in KINDS
        for role in Role.values
    }


@cache
def _expected(kind: str, role: str, permission: Permission) -> str:
    """`ok`, or what the refusal speaks of: the role or the programme."""
    standing = {
        "provider": {"indirect_provider", "partner"},
        "reseller": {"indirect_reseller", "partner"},
        "direct": {"direct_bill", "partner"},
        "customer": {"customer"},
    }
    if standing[kind].isdisjoint(PROGRAMME_PERMISSIONS.get(permission, standing[kind])):
        return "programme"
    return "ok" if roles_allow({role}, permission) else "role"


def test_every_page_of_an_organisation_asks_for_a_permission() -> None:
    """Closed by default: a page under /t/… is a TenantView and says which permission opens it."""
    assert len(TENANT) >= 15
    for route in TENANT:
        assert route.view_class, f"{route.pattern}: make it a class"
        assert issubclass(route.view_class, TenantView), f"{route.name}: derive it from TenantView"
        assert isinstance(route.permission, Permission), f"{route.name}: set `permission`"


def test_every_permission_opens_something() -> None:
    """Or decides about something that is no page of its own."""
    elsewhere = {  # behind the invitation's link
        Permission.PARTNERSHIP_ACCEPT,
        Permission.RELATIONSHIP_ACCEPT,
    }
    assert {route.permission for route in TENANT} | elsewhere == set(Permission)
    assert set(ROLE_PERMISSIONS) == set(Permission)
    assert set(PROGRAMME_PERMISSIONS) <= set(Permission)


def _asked(route: Route) -> set[tuple[str, str]]:
    """Whom a page is asked by: every role where the programme opens it; where it does not, the roles are not looked
    at, and two of them ask, others for each page."""
    roles, turn = Role.values, TENANT.index(route)
    return {
        (kind, role)
        for kind in KINDS
        for role in roles
        if _expected(kind, role, route.permission) != "programme"
        or role in {roles[turn % len(roles)], roles[(turn + 1) % len(roles)]}
    }


def _verbs(route: Route, kind: str, role: str, *, whole: bool) -> tuple[str, ...]:
    """The right is asked for before the verb is looked at: of the roles that are refused, one sends the form as well."""
    turn = Role.values[TENANT.index(route) % len(Role.values)]
    sends = whole or role == turn or _expected(kind, role, route.permission) == "ok"
    return ("GET", "POST") if route.takes_post and sends else ("GET",)


@pytest.mark.rule("D2")
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("route", TENANT, ids=lambda route: route.name)
def test_pages(cast: Cast, visitors: dict[tuple[str, str], Visitor], route: Route, *, whole: bool) -> None:
    """Every role in every kind of organisation: 200, or 403 that names the roles, or the programmes, it takes."""
    for kind, role in visitors if whole else sorted(_asked(route)):
        visitor = visitors[kind, role]
        url = route.url(**values(cast.ours, route, tenant_slug=getattr(cast.ours, kind).slug))
        for verb in _verbs(route, kind, role, whole=whole):
            with undone():
                FIRST.get(route.name, id)(cast.ours)
                answer = visitor.ask(verb, url, body(route.name, cast.ours) if verb == "POST" else None)
            expected = _expected(kind, role, route.permission)
            who = f"{visitor} {verb} {route.name}"
            if expected == "ok":
                own = kind == route.door or len(route.kwargs) == 1 or (kind, route.name) in SHARED
                own = own and (route.name not in PERSONAL or role == Role.GLOBAL_ADMIN)
                assert answer.status_code in ({200, 302, 303} if own else {404}), who
                continue
            assert answer.status_code == 403, who
            text = answer.content.decode()
            named = (
                [role.label for role in Role if role in ROLE_PERMISSIONS[route.permission]]
                if expected == "role"
                else standing_labels(PROGRAMME_PERMISSIONS[route.permission])
            )
            assert named
            for label in named:
                assert f"<li>{escape(label)}</li>" in text, f"{who}: the refusal does not name {label}"


@pytest.mark.rule("S000-1")
def test_provider_pages_are_for_four_roles(cast: Cast) -> None:
    """Global admin, user admin, admin agent, sales agent; billing admin and helpdesk agent are not."""
    four = {Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}
    for permission in PROVIDER_PAGES:
        for role in Role:
            actor = Actor(None, cast.ours.provider, frozenset({role}))
            assert may(actor, permission) is (role in four), f"{role} {permission}"


@pytest.mark.rule("D2")
def test_rights_are_the_union_of_roles() -> None:
    assert not roles_allow({Role.BILLING_ADMIN}, Permission.PARTNERSHIP_REQUEST)
    assert roles_allow({Role.BILLING_ADMIN, Role.SALES_AGENT}, Permission.PARTNERSHIP_REQUEST)
    for permission in Permission:
        assert not roles_allow(set(), permission), "nobody without a role may do anything"


@pytest.mark.rule("S001-22")
def test_only_a_global_admin_accepts_and_signs() -> None:
    for permission in (Permission.PARTNERSHIP_ACCEPT, Permission.MPA_SIGN):
        assert ROLE_PERMISSIONS[permission] == {Role.GLOBAL_ADMIN}


def test_the_refusal_names_colleagues_who_can(cast: Cast, visitors: dict[tuple[str, str], Visitor]) -> None:
    """Whom to ask: people of one's own organisation, and of no other."""
    route = next(route for route in TENANT if route.name == "relationships:reseller-list")
    text = (
        visitors["provider", "billing_admin"]
        .get(route.url(tenant_slug=cast.ours.provider.slug))
        .content.decode()
    )
    assert cast.ours.people["provider"]["global_admin"].full_name in text
    assert cast.ours.people["reseller"]["global_admin"].full_name not in text
    assert cast.theirs.canary not in text


@pytest.mark.parametrize("kind", KINDS)
def test_other_organisations_of_ones_own_world(
    cast: Cast, visitors: dict[tuple[str, str], Visitor], kind: str
) -> None:
    """Partners of one another are members of nothing of each other: 404."""
    for other in KINDS:
        if other != kind:
            for route in TENANT:
                url = route.url(**values(cast.ours, route, tenant_slug=getattr(cast.ours, other).slug))
                assert visitors[kind, "global_admin"].get(url).status_code == 404, url


def test_the_menu_shows_what_is_open(cast: Cast, visitors: dict[tuple[str, str], Visitor]) -> None:
    """A link in the menu is a page that opens, for every role in every kind of organisation."""
    for (kind, _role), visitor in visitors.items():
        slug = getattr(cast.ours, kind).slug
        text = visitor.get(f"/t/{slug}/").content.decode()
        menu = text.split("<nav", 1)[1].split("</nav>")[0]
        links = [part.split('"')[0] for part in menu.split('href="')[1:]]
        assert f"/t/{slug}/" in links
        for link in (link for link in links if link.startswith("/t/")):
            assert visitor.get(link).status_code == 200, f"{visitor}: {link}"
