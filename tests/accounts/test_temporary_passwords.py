"""Temporary passwords: seen once, changed at the first sign-in, gone after their time (S000-51, S000-52)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.actions import issue_temporary_password, reveal_temporary_password
from accounts.models import TemporaryPassword, User
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, StaleState
from tests import factories as make
from tests.accounts.test_views_passwords import reset_link
from tests.client import PortalClient
from tests.isolation.looking import rows
from tests.world import World

SignIn = Callable[..., PortalClient]
LOGIN, CHANGE = "/accounts/login/", "/accounts/password/change/"
OWN = "a wholly own password 7"


def address(issued: TemporaryPassword, **query: str) -> str:
    return reverse(
        "accounts:temporary-password", args=[issued.issuer.slug, issued.public_id], query=query or None
    )


def issue(world: World, kind: str = "direct", role: str = "admin_agent") -> tuple[TemporaryPassword, Actor]:
    by = world.actor(kind, role)
    person = make.UserFactory(email=f"new@{world.customer.domain}", directory=world.customer)
    make.MembershipFactory(tenant=world.customer, user=person, roles=["default_user"])
    return issue_temporary_password(user=person, issuer=by.tenant, by=by), by


@pytest.fixture
def given(contoso: World) -> tuple[User, str]:
    """A person and the temporary password that was shown for them."""
    issued, by = issue(contoso)
    password = reveal_temporary_password(issued=issued, by=by)
    return User.objects.get(pk=issued.user_id), password


class TestTheFirstSignIn:
    @pytest.mark.rule("S000-52")
    def test_leads_to_the_change_and_then_to_where_one_wanted(
        self, contoso: World, client: PortalClient, given: tuple[User, str]
    ) -> None:
        person, password = given
        wanted = reverse("accounts:agreement-list", args=[contoso.customer.slug])
        answer = client.post(f"{LOGIN}?next={wanted}", {"login": person.email, "password": password})
        assert answer.url == wanted
        answer = client.get(wanted)
        assert answer.url.startswith(f"{CHANGE}?next=")
        html = client.get(answer.url).content.decode()
        assert "Choose a password of your own first" in html
        assert "Temporary password" in html
        body = {"oldpassword": password, "password1": OWN, "password2": OWN, "next": wanted}
        assert client.post(CHANGE, body).url == wanted
        assert client.get(wanted).status_code == 200
        person.refresh_from_db()
        assert person.temporary_until is None
        assert person.check_password(OWN)

    def test_nothing_else_opens_before(
        self, contoso: World, client: PortalClient, given: tuple[User, str]
    ) -> None:
        person, _password = given
        client.force_login(person)
        slug = contoso.customer.slug
        for url in ("/", "/organisations/", f"/t/{slug}/", "/programme/", "/admin/", "/nowhere/"):
            answer = client.get(url)
            assert answer.status_code == 404 or answer.url.startswith(CHANGE), url
        assert client.post(f"/t/{slug}/").url == f"{CHANGE}?next=/"
        assert client.get(CHANGE).status_code == client.get("/accounts/logout/").status_code == 200
        assert client.post(reverse("set-language"), {"language": "ko", "next": CHANGE}).url == CHANGE

    def test_the_temporary_one_is_not_ones_own(self, client: PortalClient, given: tuple[User, str]) -> None:
        person, password = given
        client.force_login(person)
        answer = client.post(CHANGE, {"oldpassword": password, "password1": password, "password2": password})
        assert "Choose another password than the temporary one." in answer.content.decode()
        person.refresh_from_db()
        assert person.temporary_until is not None

    def test_the_way_on_stays_in_the_portal(self, client: PortalClient, given: tuple[User, str]) -> None:
        person, password = given
        client.force_login(person)
        body = {"oldpassword": password, "password1": OWN, "password2": OWN, "next": "https://evil.example/"}
        assert client.post(CHANGE, body).url == "/"

    def test_a_reset_by_mail_clears_it_too(self, client: PortalClient, given: tuple[User, str]) -> None:
        person, _password = given
        User.objects.filter(pk=person.pk).update(temporary_until=timezone.now() - timedelta(days=1))
        page = client.get(reset_link(client, person.email), follow=True).request["PATH_INFO"]
        client.post(page, {"password1": OWN, "password2": OWN})
        person.refresh_from_db()
        assert person.temporary_until is None
        assert client.post(LOGIN, {"login": person.email, "password": OWN}).url == "/"


class TestAfterItsTime:
    @pytest.mark.rule("S000-52")
    def test_it_is_refused_in_a_plain_sentence(self, client: PortalClient, given: tuple[User, str]) -> None:
        person, password = given
        User.objects.filter(pk=person.pk).update(temporary_until=timezone.now() - timedelta(seconds=1))
        html = client.post(LOGIN, {"login": person.email, "password": password}).content.decode()
        assert "Ask whoever set up your account for a new one." in html
        assert client.get("/organisations/").status_code == 302

    def test_a_wrong_password_learns_nothing(self, client: PortalClient, given: tuple[User, str]) -> None:
        person, _password = given
        answers = []
        for until in (None, timezone.now() - timedelta(days=1)):
            User.objects.filter(pk=person.pk).update(temporary_until=until)
            html = client.post(LOGIN, {"login": person.email, "password": "wrong wrong"}).content.decode()
            assert "expired" not in html
            answers.append("The e-mail address or the password is not right." in html)
        assert answers == [True, True]

    def test_a_session_ends_with_it(self, client: PortalClient, given: tuple[User, str]) -> None:
        person, _password = given
        client.force_login(person)
        assert client.get(CHANGE).status_code == 200
        User.objects.filter(pk=person.pk).update(temporary_until=timezone.now() - timedelta(seconds=1))
        assert client.get(CHANGE).url.startswith(LOGIN)


class TestTheOneTimePage:
    @pytest.fixture
    def issued(self, contoso: World) -> TemporaryPassword:
        return issue(contoso)[0]

    @pytest.fixture
    def agent(self, contoso: World, client_for: SignIn) -> PortalClient:
        return client_for(contoso.people["direct"]["admin_agent"])

    def _shown(self, answer: Any) -> str:
        return str(answer.context["password"])

    @pytest.mark.rule("S000-51", "S000-52")
    @pytest.mark.situation("C-096")
    def test_is_seen_once_and_nowhere_else(
        self, issued: TemporaryPassword, agent: PortalClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        """In one answer: not in rows of any table (mails, sessions, events), not in logs, not in the cache."""
        caplog.set_level(logging.DEBUG)
        html = agent.get(address(issued)).content.decode()
        assert "Not shown yet" in html
        assert User.objects.get(pk=issued.user_id).has_usable_password() == issued.user.has_usable_password()
        with patch.object(cache, "set", wraps=cache.set) as kept:
            answer = agent.post(address(issued))
        password = self._shown(answer)
        assert answer["Cache-Control"] == "no-store, private"
        assert password in answer.content.decode()
        assert "data-secret" in answer.content.decode()  # printing leaves it out
        person = User.objects.get(pk=issued.user_id)
        assert abs(answer.context["issued"].works_until - person.temporary_until) < timedelta(seconds=5)
        assert "The temporary password works until:" in answer.content.decode()
        assert User.objects.get(pk=issued.user_id).check_password(password)
        assert not [row for found in rows().values() for row in found if password in row]
        assert password not in caplog.text
        assert password not in str(agent.session.items()) + str(kept.mock_calls) + str(agent.cookies)
        for again in (agent.get(address(issued)), agent.post(address(issued))):
            html = again.content.decode()
            assert password not in html
            assert "Shown to contoso-canary direct admin_agent" in html
            assert "Nobody can see it again" in html
            assert "Can be shown until" not in html

    def test_expired_and_mailed_are_said(self, issued: TemporaryPassword, agent: PortalClient) -> None:
        row = TemporaryPassword.objects.filter(pk=issued.pk)
        row.update(expires_at=timezone.now())
        assert "Not fetched in time" in agent.get(address(issued)).content.decode()
        assert "password" not in agent.post(address(issued)).context
        row.update(mailed_to="contact@customer.example")
        assert "A link to choose a password was mailed" in agent.get(address(issued)).content.decode()
        assert "password" not in agent.post(address(issued)).context

    @pytest.mark.parametrize("role", ["global_admin", "helpdesk_agent", "default_user"])
    def test_a_colleague_does_not_see_it(
        self, contoso: World, client_for: SignIn, issued: TemporaryPassword, role: str
    ) -> None:
        other = client_for(contoso.people["direct"][role])
        html = other.get(address(issued)).content.decode()
        assert issued.user_name not in html
        assert "Only the person who set it up sees this password." in html
        assert "password" not in other.post(address(issued)).context
        issued.refresh_from_db()
        assert issued.revealed_at is None

    def test_who_lost_the_role_does_not_see_it(self, contoso: World, issued: TemporaryPassword) -> None:
        demoted = Actor(
            contoso.people["direct"]["admin_agent"],
            contoso.actor("direct").tenant,
            frozenset({"default_user"}),
        )
        with pytest.raises(DomainError) as caught:
            reveal_temporary_password(issued=issued, by=demoted)
        assert caught.value.code == "not_yours"

    def test_done_leads_back_inside_the_organisation(
        self, contoso: World, issued: TemporaryPassword, agent: PortalClient
    ) -> None:
        home = reverse("accounts:overview", args=[contoso.direct.slug])
        for wanted, leads in ((f"{home}agreements/", f"{home}agreements/"), ("https://evil.example/", home)):
            assert agent.get(address(issued, next=wanted)).context["next_url"] == leads
        assert self._shown(agent.post(address(issued, next=f"{home}agreements/")))

    def test_an_older_one_is_replaced(self, contoso: World, issued: TemporaryPassword) -> None:
        by = contoso.actor("direct", "admin_agent")
        newer = issue_temporary_password(user=issued.user, issuer=by.tenant, by=by)
        for old in (issued,):
            with pytest.raises(DomainError) as caught:
                reveal_temporary_password(issued=old, by=by)
            assert caught.value.code == "expired"
        assert reveal_temporary_password(issued=newer, by=by)
        with pytest.raises(StaleState):
            reveal_temporary_password(issued=newer, by=by)

    @pytest.mark.parametrize("what", ["own_account", "used_elsewhere", "closed_account"])
    def test_it_is_never_given_for_what_is_not_the_customers_alone(
        self, contoso: World, issued: TemporaryPassword, what: str
    ) -> None:
        """Also where it became so after the password was asked for."""
        person = User.objects.filter(pk=issued.user_id)
        if what == "own_account":
            person.update(directory=None)
        elif what == "used_elsewhere":
            make.MembershipFactory(tenant=contoso.reseller, user=person.get())
        else:
            person.update(is_active=False)
        before = person.get().password
        with pytest.raises(DomainError) as caught:
            reveal_temporary_password(issued=issued, by=contoso.actor("direct", "admin_agent"))
        assert caught.value.code == what
        assert person.get().password == before
