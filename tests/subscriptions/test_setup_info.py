"""Setup info: the temporary password is seen once, in every way one can try (S000-51, S000-52, situation C-096)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import TemporaryPassword, User
from accounts.permissions import Role
from partnercenter.core.models import AuditEvent, OutgoingMail
from subscriptions.models import Order
from tests import factories as make
from tests.client import PortalClient
from tests.subscriptions.typing_orders import Typist
from tests.world import World

pytestmark = [pytest.mark.rule("S000-51", "S000-52"), pytest.mark.situation("C-096")]
SHOWN = re.compile(r'id="setup-password" value="([^"]+)"')
BUTTON = "Show the temporary password"


@pytest.fixture
def typist(contoso: World, client_for: Callable[[User], PortalClient]) -> Typist:
    return Typist(contoso, client_for(contoso.admin))


@pytest.fixture
def order(typist: Typist) -> Order:
    draft = typist.begin()
    typist.choose(draft, {make.OfferFactory(): "1"})
    typist.submit(draft)
    return Order.objects.get()


def _reveal(typist: Typist, order: Order) -> Any:
    return typist.client.post(typist.url("subscriptions:setup-reveal", order))


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_before_the_button_there_is_no_password(typist: Typist, order: Order) -> None:
    """Opening the page, a link checker's look, the button's own address: nothing is used up."""
    for _ in range(2):
        page = typist.get("subscriptions:order-confirmation", order)
        assert BUTTON in _text(page)
        assert "can be seen only once" in _text(page)
    assert typist.get("subscriptions:setup-reveal", order).status_code == 302
    typist.client.head(typist.url("subscriptions:setup-reveal", order))
    assert TemporaryPassword.objects.get().revealed_at is None
    assert not User.objects.get(email="admin@areum.example").has_usable_password()


def test_it_is_shown_once(typist: Typist, order: Order, client_for: Callable[[User], PortalClient]) -> None:
    """The click shows it; reload, another tab, going back and a colleague read that it was shown."""
    page = _reveal(typist, order)
    (password,) = SHOWN.findall(page.content.decode())
    assert User.objects.get(email="admin@areum.example").check_password(password)
    assert page["Cache-Control"] == "no-store, private"
    assert 'data-copy="setup-password"' in _text(page)

    again = _reveal(typist, order)  # the reload sends the POST again
    other_tab = typist.get("subscriptions:order-confirmation", order)
    agent = typist.world.people["provider"][Role.ADMIN_AGENT]
    colleague = Typist(typist.world, client_for(agent))
    theirs = (_reveal(colleague, order), colleague.get("subscriptions:order-confirmation", order))
    for answer in (again, other_tab, *theirs):
        assert password not in answer.content.decode()
        assert BUTTON not in _text(answer)
        assert "was shown once already" in _text(answer)
        assert answer["Cache-Control"] == "no-store, private"
    assert "was shown once already, to you" in _text(other_tab)
    assert f"was shown once already, to {typist.world.admin.full_name}" in _text(theirs[1])
    assert User.objects.get(email="admin@areum.example").check_password(password), "and it stays the same"


def test_it_is_kept_nowhere(typist: Typist, order: Order, caplog: pytest.LogCaptureFixture) -> None:
    """No row of any table, no mail, no event, no session and no log line holds it."""
    (password,) = SHOWN.findall(_reveal(typist, order).content.decode())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{password}%"])
            assert cursor.fetchone() == (0,), table
    assert password not in caplog.text
    assert AuditEvent.objects.filter(action="temporary_password.revealed").count() == 1
    assert OutgoingMail.objects.exists()
    assert password not in str(typist.client.session.items())
    assert password not in _text(typist.get("subscriptions:order-detail", order))


def test_too_late(typist: Typist, order: Order) -> None:
    TemporaryPassword.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    page = typist.get("subscriptions:order-confirmation", order)
    assert BUTTON not in _text(page)
    assert "was not fetched in time" in _text(page)
    assert not SHOWN.findall(_reveal(typist, order).content.decode())


def test_it_says_until_when_it_opens_the_account(typist: Typist, order: Order) -> None:
    """That is counted from the moment it was shown, not from the order."""
    TemporaryPassword.objects.update(expires_at=timezone.now() + timedelta(minutes=30))
    text = _text(_reveal(typist, order))
    until = User.objects.get(email="admin@areum.example").temporary_until
    assert until
    assert f'It can be used until <time datetime="{until:%Y-%m-%dT%H:%M}' in text


def test_who_may_see_it(
    typist: Typist, order: Order, fabrikam: World, client_for: Callable[[User], PortalClient]
) -> None:
    """Whoever submitted the order: no colleague, and no stranger."""
    people = typist.world.people["provider"]
    for role in (Role.ADMIN_AGENT, Role.USER_ADMIN, Role.BILLING_ADMIN):
        colleague = Typist(typist.world, client_for(people[role]))
        page = _text(colleague.get("subscriptions:order-confirmation", order))
        assert "admin@areum.example" in page
        assert BUTTON not in page
        answer = _reveal(colleague, order)
        assert answer.status_code == (403 if role == Role.BILLING_ADMIN else 200)
        assert not SHOWN.findall(answer.content.decode())
    for world, kind in ((fabrikam, "provider"), (typist.world, "reseller")):
        stranger = Typist(world, client_for(world.people[kind][Role.GLOBAL_ADMIN]), kind)
        assert _reveal(stranger, order).status_code in {403, 404}
        assert stranger.get("subscriptions:order-confirmation", order).status_code in {403, 404}
    assert SHOWN.findall(_reveal(typist, order).content.decode())


def test_a_user_admin_goes_the_whole_way(contoso: World, client_for: Callable[[User], PortalClient]) -> None:
    """May add customers, and order for nobody else (rulebook 2.2)."""
    admin = Typist(contoso, client_for(contoso.people["provider"][Role.USER_ADMIN]))
    draft = admin.begin()
    admin.choose(draft, {make.OfferFactory(): "1"})
    admin.submit(draft)
    assert SHOWN.findall(_reveal(admin, Order.objects.get()).content.decode())
    assert admin.get("subscriptions:order-list").status_code == 403


def test_an_order_without_a_new_customer_has_none(typist: Typist) -> None:
    order = typist.world.order
    assert "Setup info" not in _text(typist.get("subscriptions:order-confirmation", order))
    assert _reveal(typist, order).status_code == 404
