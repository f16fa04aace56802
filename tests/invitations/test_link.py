"""The link itself: robots change nothing, strangers learn nothing, and its token is nowhere but in the mail."""

from __future__ import annotations

import io
import json
import logging
import re
import secrets
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from invitations import emails, proof, tokens
from invitations.models import Invitation, InvitationLink
from partnercenter.core import logs, nudge, tenancy
from partnercenter.core.mail.nudge import DRAIN
from partnercenter.core.models import AuditEvent, OutgoingMail, RateWindow, Session
from tests.client import PortalClient
from tests.database import connect_as_owner
from tests.invitations import cast
from tests.world import build_world

NONCE = re.compile(rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')


def _body(response) -> bytes:
    return NONCE.sub(b"", response.content)


def _rows() -> dict[str, object]:
    """Everything a visit might change."""
    return {
        "invitations": list(Invitation.objects.order_by("pk").values()),
        "links": list(InvitationLink.objects.order_by("pk").values()),
        "audit": AuditEvent.objects.count(),
        "mails": OutgoingMail.objects.count(),
        "limits": RateWindow.objects.count(),
    }


# ------------------------------------------------------------------ robots
@pytest.mark.rule("S001-21")
@pytest.mark.situation("C-077", "C-078")
def test_a_thousand_robots_leave_it_open(contoso):
    """GET, HEAD, prefetch, without a user agent, following redirects with cookies or without; POST without a token."""
    invitation = cast.invite(contoso)
    before, path, page = _rows(), cast.link_path(invitation), cast.page_path(invitation)
    for number in range(200):
        robot = PortalClient(enforce_csrf_checks=True, headers={"user-agent": "" if number % 2 else "Scan/1"})
        robot.check_html = number < 4
        assert robot.head(path).status_code == 303
        assert robot.get(path).status_code == 303
        assert robot.get(path, headers={"sec-purpose": "prefetch;prerender"}).status_code == 303
        assert robot.get(f"{path}?utm_source=mail").status_code == 303
        if number % 2:
            assert robot.get(page if number % 4 == 1 else f"{page}unexpected/").status_code == 200
        else:
            form = ["accept", "decline", "opt-out", "ask-again"][number // 2 % 4]
            assert robot.post(f"{page}{form}/", {"confirmed": "on"}).status_code == 403
    assert _rows() == before
    assert b"Sign in to review" in cast.follow(PortalClient(), invitation).content


def test_opening_it_makes_no_session(contoso):
    invitation = cast.invite(contoso)
    client = PortalClient()
    cast.follow(client, invitation)
    assert not Session.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_only_get_and_head_open_it(contoso, method):
    invitation = cast.invite(contoso)
    assert getattr(PortalClient(), method)(cast.link_path(invitation)).status_code == 405


# ------------------------------------------------------------------ what leaves the browser
@pytest.mark.situation("C-084")
def test_the_token_is_swapped_for_a_clean_address_and_a_cookie_of_its_own(contoso):
    invitation = cast.invite(contoso)
    token = cast.token_of(invitation)
    response = PortalClient().get(f"/i/{token}/")
    assert response["Location"] == f"/invitation/{invitation.public_id}/"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert response.content == b""
    cookie = response.cookies[proof.cookie_name()]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == (
        f"/invitation/{invitation.public_id}/",
        "Lax",
        12 * 3600,
    )
    assert cookie["httponly"]
    assert token not in cookie.value


def test_over_https_the_cookie_stays_there(contoso, settings):
    settings.SESSION_COOKIE_SECURE = True
    response = PortalClient().get(cast.link_path(cast.invite(contoso)))
    assert response.cookies["__Secure-invitation"]["secure"]


@pytest.mark.situation("C-084")
def test_no_page_names_the_token_or_an_address_elsewhere(contoso):
    invitation = cast.invite(contoso)
    client = PortalClient()
    page = cast.follow(client, invitation)
    assert cast.token_of(invitation).encode() not in page.content
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    addresses = re.findall(rb'(?:src|href|action)="(https?:)?//', page.content)
    assert addresses == []


@pytest.mark.situation("C-089")
def test_nobody_may_frame_the_page(contoso):
    page = cast.follow(PortalClient(), cast.invite(contoso))
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


# ------------------------------------------------------------------ strangers
def _unknown() -> list[str]:
    return [
        secrets.token_urlsafe(32),
        "x",
        "A" * 43,
        "A" * 4000,
        "%E2%80%AE",
        "a/b",
        "../admin",
        "é" * 43,
        "'%20OR%201=1--",
    ]


@pytest.mark.situation("C-061")
def test_unknown_and_malformed_links_are_one_and_the_same_404(contoso):
    invitation = cast.invite(contoso)
    client = PortalClient()
    answers = [client.get(f"/i/{token}/") for token in _unknown()]
    token = cast.token_of(invitation)
    answers += [
        client.get(f"/i/{near}/") for near in (token[:-1], token + "A", token.swapcase(), token[::-1])
    ]
    answers += [client.get(f"/i/{InvitationLink.objects.get(invitation=invitation).digest}/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({_body(answer) for answer in answers}) == 1
    assert len({tuple(sorted(_steady(answer))) for answer in answers}) == 1


def _steady(response) -> list[tuple[str, str]]:
    """Headers without those that differ with every response anyway."""
    varying = {"X-Request-ID", "Content-Security-Policy", "Set-Cookie"}
    return [(name, value) for name, value in response.items() if name not in varying]


@pytest.mark.situation("C-061")
@pytest.mark.parametrize("part", ["", "accept/", "decline/", "unexpected/", "opt-out/", "ask-again/"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_without_the_link_the_page_does_not_exist(contoso, fabrikam, part, method):
    """Not by its public id, not with the proof of another invitation, not with a made-up one; signed in or not."""
    invitation, other = cast.invite(contoso), cast.invite(fabrikam)
    nowhere = getattr(PortalClient(), method)(f"/invitation/{'a' * 16}/{part}")
    with_other = PortalClient()
    cast.follow(with_other, other)
    name = proof.cookie_name()
    with_other.cookies[name]["path"] = "/"  # a browser would not even send it
    forged = PortalClient()
    forged.cookies[name] = f"{invitation.public_id}.1"
    resigned = PortalClient()
    resigned.cookies[name] = signing.get_cookie_signer(salt="other").sign(f"{invitation.public_id}.1")
    signed_in = cast.client_of(contoso.admin)
    for client in (PortalClient(), with_other, forged, resigned, signed_in):
        answer = getattr(client, method)(cast.page_path(invitation) + part)
        assert (answer.status_code, _body(answer)) == (nowhere.status_code, _body(nowhere))
        assert answer.status_code == 404


@pytest.mark.situation("C-082")
def test_the_proof_of_an_old_link_stays_the_proof_of_an_old_link(contoso):
    """A cookie outlives the link it came from, but not its rights."""
    invitation = cast.invite(contoso)
    client = cast.client_of(cast.member(cast.kim(), cast.reseller()))
    assert b"Authorize indirect provider" in cast.follow(client, invitation).content
    Invitation.objects.filter(pk=invitation.pk).update(generation=2)
    assert b"There is a newer link" in client.get(cast.page_path(invitation)).content
    client.post(cast.page_path(invitation) + "accept/", {"confirmed": "on"})
    invitation.refresh_from_db()
    assert invitation.status == "open"


def test_the_proof_lasts_half_a_day(contoso, time_machine):
    invitation = cast.invite(contoso)
    client = PortalClient()
    cast.follow(client, invitation)
    time_machine.move_to(timezone.now() + timedelta(hours=11))
    assert client.get(cast.page_path(invitation)).status_code == 200
    time_machine.shift(timedelta(hours=2))
    assert client.get(cast.page_path(invitation)).status_code == 404


@pytest.mark.situation("C-084")
def test_hosts_in_headers_do_not_move_the_link(contoso):
    invitation = cast.invite(contoso)
    evil = Client(headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    assert evil.get(cast.link_path(invitation))["Location"].startswith("/invitation/")
    assert Client(headers={"host": "evil.example"}).get(cast.link_path(invitation)).status_code == 400
    assert tokens.link_of(invitation).startswith(f"{settings.SITE_URL}/i/")


# ------------------------------------------------------------------ where a token is not
def _everything(owner) -> list[str]:
    """Every value of every column of every table, as text."""
    owner.execute("SELECT set_config('app.system', 'on', false)")  # policies bind the owner too
    columns = owner.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
    ).fetchall()
    values: list[str] = []
    for table, column, kind in columns:
        expression = f"encode(\"{column}\", 'base64')" if kind == "bytea" else f'"{column}"::text'
        rows = owner.execute(f'SELECT DISTINCT {expression} FROM "{table}" WHERE "{column}" IS NOT NULL')
        values += [row[0] for row in rows.fetchall()]
    return values


@pytest.mark.situation("C-084")
def test_no_value_stored_anywhere_opens_a_link(committed_db, client_for):
    """Who has the whole database has not one link: neither a value of it nor a piece of one is a token."""
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        invitation = cast.invite(world)
        emails.queue_invitation(invitation)
        kim = cast.member(cast.kim(), cast.reseller())
        token = cast.token_of(invitation)
        client = client_for(kim)
    cast.follow(client, invitation, token=token)
    client.get(f"/accounts/logout/?next=/i/{token}/")
    client.post(cast.page_path(invitation) + "accept/", {"confirmed": "on"})
    with connect_as_owner() as owner:
        values = _everything(owner)
    assert len(values) > 300
    assert any(invitation.subject in value for value in values), "the dump holds what was stored"
    assert not [value for value in values if token in value or token[:-3] in value]
    pieces = {piece for value in values for piece in re.findall(r"[A-Za-z0-9_-]+", value)} | {
        value.replace("+", "-").replace("/", "_").replace("\n", "").rstrip("=") for value in values
    }
    assert tokens.digest(token) in pieces
    opened = [piece for piece in pieces | set(values) if tokens.digest(piece) in pieces]
    assert opened == []


@pytest.mark.situation("C-084")
def test_no_log_line_names_the_token(contoso, caplog):
    """As it is written: JSON lines on standard error, with the request's own line and those of refused methods."""
    invitation = cast.invite(contoso)
    token = cast.token_of(invitation)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JSONFormatter())
    handler.addFilter(logs.RequestFilter())
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        cast.follow(PortalClient(), invitation)
        PortalClient().post(f"/i/{token}/")
        Client(enforce_csrf_checks=True).post(f"/i/{token}/")
        PortalClient().get(f"/i/{token}x/")
        PortalClient().get(f"/i/{token}")
    finally:
        logging.getLogger().removeHandler(handler)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line for line in lines if line["logger"] == "portal.request" and line["status"] == 303]
    assert token not in written.getvalue()
    assert token[:20] not in written.getvalue()


@pytest.mark.situation("C-084")
def test_the_broker_never_carries_it(contoso):
    """The nudge tells the workers that mail waits, and nothing else; the link is derived when the mail leaves."""
    broker = redis.Redis.from_url(settings.REDIS_URL)
    before = set(broker.keys("*"))
    invitation = cast.invite(contoso)
    mail = emails.queue_invitation(invitation)
    nudge.send(DRAIN)
    queues = [key for key in broker.keys("*") if broker.type(key) == b"list"]
    messages = [message for key in queues for message in broker.lrange(key, 0, -1)]
    for key in set(broker.keys("*")) - before:
        broker.delete(key)
    broker.close()
    assert any(b"core.drain_mail" in message for message in messages)
    assert not [message for message in messages if cast.token_of(invitation).encode() in message]
    assert "{link}" in mail.text
    assert cast.token_of(invitation) not in mail.text


def test_a_million_guesses_would_not_help():
    """256 bits; guesses are answered by one index look-up each."""
    assert tokens.FORMAT.match(tokens.new_token(Invitation(nonce=b"n" * 16, generation=1)))
    assert len({tokens.new_token(Invitation(nonce=b"n" * 16, generation=g)) for g in range(100)}) == 100


def test_the_path_of_a_link_is_the_one_logs_mask():
    path = reverse("invitations:link", kwargs={"token": "t" * 43})
    assert "t" * 8 not in logs.mask(path)
