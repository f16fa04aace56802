"""Ids of the other world in every form field and every query parameter of our own pages (C-061, C-066, C-076).

The forms are read from the pages themselves, so that a new field is tried without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from django.urls import reverse

from partnercenter.core.keyset import Order, Sort, write_cursor
from tests import factories as make
from tests.isolation import looking
from tests.isolation.cast import ADMIN, Cast, Visitor, undone
from tests.isolation.routes import NAMES, TENANT, Route, values
from tests.world import World

pytestmark = pytest.mark.situation("C-061")


@dataclass(frozen=True)
class Form:
    """A form as a browser would send it untouched."""

    action: str
    method: str
    data: dict[str, Any]
    fields: tuple[str, ...]
    written: frozenset[str]  # fields of free text, which name something at most by what people know it by


def _forms(url: str, text: str) -> list[Form]:
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    return [_form(url, form, tree) for form in tree.iter("form")]


def _form(url: str, form: Any, tree: Any) -> Form:
    data: dict[str, Any] = {}
    written = set()
    outside = [field for field in tree.iter() if form.get("id") and field.get("form") == form.get("id")]
    for field in [*form.iter(), *outside]:
        name = field.get("name") if field.tag in {"input", "textarea", "select", "button"} else None
        if not name or name == "csrfmiddlewaretoken":
            continue
        if field.tag == "textarea":
            data[name] = "".join(field.itertext()).lstrip("\n")
        elif field.tag == "select":
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            data[name] = (chosen or list(field.iter("option")))[0].get("value", "")
        elif field.tag == "button":
            data.setdefault(name, field.get("value", ""))
        else:
            data[name] = field.get("value", "on")
        if field.tag == "textarea" or (field.tag == "input" and field.get("type") in WRITTEN):
            written.add(name)
    method = form.get("method", "get").upper()
    return Form(form.get("action") or url, method, data, tuple(data), frozenset(written))


def _foreign(world: World) -> dict[str, str]:
    """Every kind of id there is. None holds the canary, so an answer may repeat it."""
    return {
        "invitation": world.invitation.public_id,
        "invitation mark": f"{world.invitation.public_id}.1",
        "batch": str(world.invitation.batch),
        "partnership": world.partnership.public_id,
        "tenant": world.reseller.public_id,
        "tenant key": str(world.provider.pk),
        "row key": str(world.invitation.pk),
        "person key": str(world.admin.pk),
        "MPN ID": world.reseller.mpn_id,
        "mail": world.mail.public_id,
        "candidate": world.candidate.public_id,
        "import": world.upload.public_id,
        "subscription": world.subscription.public_id,
        "statement": world.statement.public_id,
    }


WRITTEN = {"text", "email", "tel", "url", "password", "date"}
KNOWN_BY = {"tenant", "MPN ID", "invitation mark"}


def _tried(form: Form, field: str, foreign: dict[str, str]) -> list[str]:
    """Every kind of id in what is chosen, searched or hidden; a few in what is written freely."""
    kinds = KNOWN_BY if field in form.written else set(foreign)
    return [value for kind, value in foreign.items() if kind in kinds]


def _pages(cast: Cast, visitor: Visitor) -> Iterator[tuple[Route, str, Any]]:
    for route in TENANT:
        url = route.url(**values(cast.ours, route, tenant_slug=cast.slug(visitor)))
        answer = visitor.get(url)
        if answer.status_code == 200 and not answer.streaming:
            yield route, url, answer


def _try(cast: Cast, visitor: Visitor, form: Form, before: dict[str, set[str]], last_mail: int) -> None:
    """Send it; nothing of theirs is shown, changed or mailed."""
    with undone():
        answer = visitor.ask(form.method, form.action, form.data)
        assert answer.status_code < 500, f"{form}"
        assert not looking.leaks(answer, cast.theirs.canary), f"{form}"
        if answer.status_code == 302 and answer["Location"].startswith("/"):
            followed = visitor.get(answer["Location"])
            assert not looking.leaks(followed, cast.theirs.canary), f"{form} → {answer['Location']}"
        if form.method != "GET":
            assert not looking.missing(before), f"{form}"
            assert not looking.mail_leaks(cast.theirs.canary, last_mail), f"{form}"


@pytest.fixture(scope="module")
def their_rows(cast: Cast) -> dict[str, set[str]]:
    """The rows that only the other world has."""
    mark = cast.theirs
    tenants = {getattr(mark, kind).pk for kind in mark.people}
    assert len(tenants) == 4
    return {name: {row for row in rows if mark.canary in row} for name, rows in looking.rows().items()}


def test_their_rows_are_many(their_rows: dict[str, set[str]]) -> None:
    full = {name for name, rows in their_rows.items() if rows}
    assert full >= {"accounts_tenant", "accounts_user", "invitations_invitation", "core_outgoingmail"}


@pytest.mark.parametrize("part", [4, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("name", ["provider admin of ours", "reseller admin of ours"])
def test_foreign_ids_in_form_fields(
    cast: Cast, their_rows: dict[str, set[str]], name: str, part: int
) -> None:
    """A quarter of the kinds of ids in each field in every run, the next in the next field; all of them by night."""
    visitor = cast.visitor(name)
    seen: set[tuple[str, str, str]] = set()
    last_mail = looking.last_mail()
    for _route, url, answer in _pages(cast, visitor):
        for form in _forms(url, answer.content.decode()):
            if urlsplit(form.action).path.startswith(("/accounts/", "/display/")):
                continue
            for field in form.fields:
                if (form.action, form.method, field) in seen:
                    continue
                seen.add((form.action, form.method, field))
                for value in _tried(form, field, _foreign(cast.theirs))[len(seen) % part :: part]:
                    changed = replace(form, data=form.data | {field: value})
                    _try(cast, visitor, changed, their_rows, last_mail)
    fields = {field for _action, _method, field in seen}
    wanted = {"q", "sort", "state"} | (
        {"ids", "recipients", "reason", "version"} if "provider" in name else set()
    )
    assert fields >= wanted, "the pages were read, but their forms were not found"


# Parameters no page has today, which one may have tomorrow.
GUESSES = (
    "reseller",
    "provider",
    "tenant",
    "tenant_id",
    "id",
    "ids",
    "batch",
    "user",
    "inviter",
    "with_partner",
    "customer",
    "after",
    "before",
    "page",
)


@pytest.mark.parametrize("name", ["provider admin of ours", "reseller admin of ours", "anonymous"])
def test_foreign_ids_in_the_query(cast: Cast, name: str) -> None:
    visitor = cast.visitor(name)
    lists = [route for route in TENANT if route.name.endswith("-list")]
    assert len(lists) >= 4
    for route in [*lists, NAMES["directory:provider-list"]]:
        url = route.url(**values(cast.ours, route))
        plain = visitor.get(url)
        for value in _foreign(cast.theirs).values():
            answer = visitor.get(url, **dict.fromkeys(GUESSES, value))
            assert answer.status_code == plain.status_code
            assert not looking.leaks(answer, cast.theirs.canary), f"{url} {value}"


def _main(answer: Any) -> str:
    return str(looking.shape(answer)[2].split("<main")[1].split("</main")[0])


SORTS = ("inviter__name", "-recipient_email", "provider__domain", "id", "tenant", "reseller__slug", "'", "-")


def test_only_our_sorts(cast: Cast) -> None:
    """A sort is a name of the page's own list; anything else is the default."""
    for name in (
        "invitations:invitation-list",
        "relationships:reseller-list",
        "customers:customer-list",
        "customers:partner-list",
        "subscriptions:own-user-list",
    ):
        visitor = cast.visitor(f"{NAMES[name].door} admin of ours")
        url = NAMES[name].url(tenant_slug=cast.slug(visitor))
        plain = _main(visitor.get(url))
        for sort in SORTS:
            assert _main(visitor.get(url, sort=sort)) == plain, f"{name} {sort}"


@pytest.mark.situation("C-076")
def test_search_finds_ours_only(cast: Cast) -> None:
    """By name, domain, address and MPN ID: what is theirs is found by nobody else, and ours is."""
    world = cast.theirs
    words = ["fabrikam", "reseller.fabrikam", "invited@fab", world.reseller.mpn_id, world.provider.mpn_id]
    for kind, name in (
        ("provider", "relationships:reseller-list"),
        ("reseller", "relationships:provider-list"),
        ("provider", "invitations:invitation-list"),
        ("provider", "customers:customer-list"),
        ("reseller", "customers:customer-list"),
    ):
        visitor = cast.visitor(f"{kind} admin of ours")
        url = NAMES[name].url(tenant_slug=cast.slug(visitor))
        for word in words:
            assert not looking.leaks(visitor.get(url, q=word), world.canary), f"{name} {word}"
        ours = visitor.get(url, q="invited@contoso" if "invitation" in name else "contoso").content.decode()
        assert f"{'invited@' if 'invitation' in name else ''}contoso-canary" in ours.split("<main")[1]


def test_their_cursor_is_a_place_and_no_key(cast: Cast) -> None:
    """A cursor taken from another organisation's list opens nothing: it says where to go on, not in whose list."""
    order = Order("asked", Sort("", ("created_at",)), descending=True)
    with undone():
        invitations = [
            make.InvitationFactory(
                inviter=cast.theirs.provider, recipient_email=f"n{number}@{cast.theirs.canary}.example"
            )
            for number in range(30)
        ]
        url = NAMES["invitations:invitation-list"].url(tenant_slug=cast.theirs.provider.slug)
        page = cast.owners["provider"].get(url)
        link = next(part for part in page.content.decode().split('"') if "after=" in part)
        taken = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["after"][0]
        made = write_cursor(invitations[10], "after", order, 2)
        home = NAMES["invitations:invitation-list"].url(tenant_slug=cast.ours.provider.slug)
        for cursor in (taken, made, made[:-2], "x" * 3000, "%00"):
            answer = cast.visitor("provider admin of ours").get(home, after=cursor)
            assert answer.status_code == 200
            assert not looking.leaks(answer, cast.theirs.canary)


@pytest.mark.situation("C-066")
def test_the_address_says_for_whom(cast: Cast, their_rows: dict[str, set[str]]) -> None:
    """A person of two organisations sends tab A's form while B is open in the other: the address counts."""
    with undone():
        person = make.UserFactory()
        for world in (cast.ours, cast.theirs):
            make.MembershipFactory(tenant=world.provider, user=person, roles=[ADMIN])
        both = Visitor("member of both", person)
        home, there = cast.ours.provider.slug, cast.theirs.provider.slug
        assert both.get(reverse("accounts:overview", kwargs={"tenant_slug": there})).status_code == 200
        foreign = cast.theirs.invitation.public_id
        revoke = NAMES["invitations:invitation-revoke"]
        assert both.ask("POST", revoke.url(tenant_slug=home, public_id=foreign), {}).status_code == 404
        data = {"action": "revoke", "confirmed": "on", "rows": [f"{foreign}.1"]}
        bulk = NAMES["invitations:invitation-bulk"]
        answer = both.ask("POST", bulk.url(tenant_slug=home), data)
        assert answer.status_code == 302
        assert not looking.missing(their_rows)
        assert both.ask("POST", revoke.url(tenant_slug=there, public_id=foreign), {}).status_code == 302
        assert looking.missing(their_rows), "in the right organisation it works"
