"""What stands around every request: its transaction and scope, its limits, its log line."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection

from partnercenter.core import logs, tenancy
from partnercenter.core.models import RateWindow
from tests import factories as make
from tests.client import PortalClient
from tests.core import urls_middleware

pytestmark = pytest.mark.urls("tests.core.urls_middleware")


@pytest.fixture
def client(db) -> PortalClient:
    urls_middleware.calls.clear()
    return PortalClient(raise_request_exception=False)


def marks() -> int:
    return RateWindow.objects.filter(key__startswith="/x/").count()


# ------------------------------------------------------------------ one transaction, one scope
def test_what_a_page_wrote_is_kept(client):
    assert client.get("/x/fine/").status_code == 200
    assert marks() == 1


@pytest.mark.parametrize("path", ["/x/crash/", "/x/502/"])
def test_what_a_failing_page_wrote_is_undone(client, path):
    assert client.get(path).status_code >= 500
    assert marks() == 0


@pytest.mark.situation("C-044")
def test_a_deadlock_is_tried_again_and_the_person_notices_nothing(client):
    response = client.post("/x/deadlock/?times=2", {"word": "kept"})
    assert (response.status_code, response.content) == (200, b"kept")
    assert marks() == 1


@pytest.mark.situation("C-044")
def test_a_deadlock_that_stays_is_a_page_that_says_so(client):
    response = client.post("/x/deadlock/?times=9")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "not available right now" in response.content.decode()
    assert len(urls_middleware.calls) == 3
    assert marks() == 0


def test_a_lost_database_is_a_503_and_the_next_request_works(committed_db):
    client = PortalClient(raise_request_exception=False)
    response = client.get("/x/lost/")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert client.get("/x/fine/").status_code == 200


@pytest.mark.situation("C-041")
def test_while_the_database_is_away_every_page_says_so_and_none_needs_a_restart_afterwards(committed_db):
    client = PortalClient(raise_request_exception=False)
    client.cookies["sessionid"] = "s" * 32
    assert client.get("/x/fine/").status_code == 200
    config = connection.settings_dict
    there = config["HOST"], config["PORT"]
    connection.close()
    config["HOST"], config["PORT"] = "127.0.0.1", "1"
    try:
        for response in (client.get("/x/fine/"), client.post("/accounts/login/", {"login": "a@b.example"})):
            assert response.status_code == 503
            assert response["Retry-After"]
            assert "what you typed is still on the page before this one" in response.content.decode()
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").json()["checks"]["database"] == "failing"
    finally:
        config["HOST"], config["PORT"] = there
    assert client.get("/accounts/login/").status_code == 200


def test_a_mistake_of_ours_is_a_500(client):
    response = client.get("/x/crash/")
    assert response.status_code == 500
    assert "a mistake of ours" not in response.content.decode()


def test_rows_that_are_read_while_the_page_is_rendered_are_still_in_scope(contoso, client_for):
    text = client_for(contoso.admin).get("/x/late/").content.decode()
    assert text == f"{contoso.provider.name}|"


def test_a_stranger_sees_nothing_and_sign_in_says_why_it_sees_all(contoso, client):
    assert client.get("/x/everything/").content == b":"
    text = client.get("/accounts/x/everything/").content.decode()
    assert text.startswith("sign-in:")
    assert contoso.customer.slug in text


def test_one_request_leaves_nothing_to_the_next(committed_db):
    with tenancy.system(reason="test"):
        tenant = make.TenantFactory()
        signed_in, stranger = PortalClient(), PortalClient()
        signed_in.force_login(make.MembershipFactory(tenant=tenant).user)
    for _ in range(3):
        assert signed_in.get("/x/everything/").content.decode() == f":{tenant.slug}"
        assert stranger.get("/x/everything/").content == b":"
        assert tenancy.current() == tenancy.NOBODY
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.user', true), current_setting('app.system', true)")
        assert not any(cursor.fetchone())


# ------------------------------------------------------------------ limits
def urlencoded(client, body: bytes, **headers):
    return client.generic(
        "POST", "/x/fine/", body, content_type="application/x-www-form-urlencoded", **headers
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"a=" + b"x" * 3_000_000, 413),
        (b"&".join(b"f%d=1" % n for n in range(3000)), 413),
        (b"a=\xff\xfe", 200),
        (b"a=%ED%A0%80", 200),
        (b"a=%00", 200),  # a form's fields refuse it in words
        (b"", 200),
    ],
)
def test_a_form_that_is_too_large_or_strange_is_never_a_500(client, body, status):
    assert urlencoded(client, body).status_code == status


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=é", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"a=1"),
        ("application/x-www-form-urlencoded; charset=\x01", b"a=1"),
        ("application/json", b"{"),
        ("text/\xff", b"x"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_4xx_or_no_body(client, content_type, body):
    assert client.generic("POST", "/x/fine/", body, content_type=content_type).status_code in {200, 400}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_request_that_says_it_is_too_large_is_not_read(client, method):
    response = client.generic(
        method, "/x/fine/", b"x", content_type="application/octet-stream", CONTENT_LENGTH="99999999"
    )
    assert response.status_code == 413
    assert marks() == 0


@pytest.mark.parametrize("length", ["", "-1", "x", "1" * 400, "²"])
def test_a_length_that_is_none_harms_nobody(client, length):
    assert client.get("/x/fine/", CONTENT_LENGTH=length).status_code == 200


def test_a_large_file_is_refused_before_it_is_stored(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = client.post("/x/fine/", {"f": SimpleUploadedFile("a.bin", b"x" * 5_000_000)})
    assert response.status_code == 413


@pytest.mark.parametrize(
    "cookie",
    ['sessionid="\\000\\000\\000\\000\\000\\000\\000\\000\\000"', 'language="\\000"', 'theme="\\000"'],
)
def test_a_cookie_that_spells_nul_is_refused(client, cookie):
    assert client.get("/programme/", HTTP_COOKIE=cookie).status_code == 400


@pytest.mark.parametrize(
    "cookie",
    [
        "sessionid=" + "é" * 40,
        "sessionid='; DROP TABLE x; --",
        "=;=;",
        "csrftoken=" + "x" * 5000,
        "language=xx; theme=;",
    ],
)
def test_any_other_cookie_is_ignored(client, cookie):
    assert client.get("/organisations/", HTTP_COOKIE=cookie).status_code == 302


@pytest.mark.parametrize(
    "path", ["/programme/%00", "/providers/%ff%fe/", "/t/%2e%2e/", "/t/" + "a" * 6000 + "/", "/%E2%80%AE"]
)
def test_a_strange_path_is_a_4xx(client, path):
    assert client.get(path).status_code in {302, 400, 404}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:80:80", "a b", "", "[::1"])
def test_a_host_that_is_not_ours_is_a_400(client, host):
    assert client.get("/programme/", HTTP_HOST=host).status_code == 400


# ------------------------------------------------------------------ log
def lines(caplog) -> list[dict]:
    formatter, found = logs.JSONFormatter(), []
    for record in caplog.records:
        logs.RequestFilter().filter(record)
        found.append(json.loads(formatter.format(record)))
    return found


def test_one_line_a_request_with_its_id_and_duration(client, caplog):
    with caplog.at_level(logging.INFO, "portal.request"):
        response = client.get("/programme/?secret=1")
    (line,) = [line for line in lines(caplog) if line["logger"] == "portal.request"]
    assert line["message"] == "GET /programme/ 200"
    assert line["request_id"] == response["X-Request-ID"]
    assert line["status"] == 200
    assert line["ms"] > 0
    assert "secret" not in json.dumps(line)


def test_the_line_names_tenant_and_user(contoso, client_for, caplog):
    with caplog.at_level(logging.INFO, "portal.request"):
        client_for(contoso.admin).get(f"/t/{contoso.provider.slug}/")
    (line,) = [line for line in lines(caplog) if line["logger"] == "portal.request"]
    assert (line["tenant"], line["user"]) == (contoso.provider.slug, str(contoso.admin.pk))


def test_a_probe_that_finds_everything_well_is_no_news(client, caplog):
    with caplog.at_level(logging.INFO, "portal.request"):
        client.get("/healthz")
    assert not [line for line in lines(caplog) if line["logger"] == "portal.request"]


def test_a_line_cannot_be_forged(client, caplog):
    with caplog.at_level(logging.INFO, "portal.request"):
        client.get("/nowhere%0A%7B%22level%22:%22forged%22%7D")
    formatter = logs.JSONFormatter()
    assert all("\n" not in formatter.format(record) for record in caplog.records if not record.exc_info)
