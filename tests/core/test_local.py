"""The embedded stack: data survives, checkouts keep apart, mails are kept, nothing is left running."""

import json
import os
import shutil
import smtplib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from partnercenter.local import handles, services
from partnercenter.local.accounts_table import accounts_table
from partnercenter.local.inbox import linked
from partnercenter.local.paths import drop_socket_dir, socket_dir
from partnercenter.local.postgres import url
from partnercenter.local.redis import broker_url
from partnercenter.local.smtpsink import MailFolder, MailSink

ME = os.getpid()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets; what runs in it is stopped."""
    path = Path(tempfile.mkdtemp(prefix="portal-"))
    yield path
    for local in path.iterdir():
        services.release(local, ME)
    shutil.rmtree(path)


def start(local: Path) -> dict[str, str]:
    return services.start(local, durable=False)


def test_a_second_start_keeps_the_data_and_two_checkouts_keep_apart(folder: Path) -> None:
    one, other = start(folder / "one"), start(folder / "other")
    with psycopg.connect(one["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    redis.Redis.from_url(one["REDIS_URL"]).set("kept", "42")
    services.release(folder / "one", ME)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(one["DATABASE_URL"])

    assert start(folder / "one") == one
    with psycopg.connect(one["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert redis.Redis.from_url(one["REDIS_URL"]).get("kept") == b"42"
    with psycopg.connect(other["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    assert redis.Redis.from_url(other["REDIS_URL"]).get("kept") is None


def test_the_application_role_owns_nothing_and_bypasses_nothing(folder: Path) -> None:
    urls = start(folder / "one")
    with psycopg.connect(urls["DATABASE_URL"]) as connection:
        rights = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
        asked = connection.execute(f"SELECT {rights} FROM pg_roles WHERE rolname = current_user")
        assert asked.fetchone() == (False, False, False, False)
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        )
        assert owner.fetchone() == ("portal_owner", "UTF8")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_redis_keeps_every_write_and_evicts_nothing(folder: Path) -> None:
    server = redis.Redis.from_url(start(folder / "one")["REDIS_URL"])
    assert server.config_get("appendonly") == {"appendonly": "yes"}
    assert server.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_servers_outlive_every_user_but_the_last(folder: Path) -> None:
    urls = start(folder / "one")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        with handles.exclusive(folder / "one"):
            handles.add(folder / "one", other.pid)
        services.release(folder / "one", ME)
        psycopg.connect(urls["DATABASE_URL"]).close()
        assert handles.living(folder / "one") == {other.pid}
        other.kill()
        other.wait()
    assert handles.living(folder / "one") == set()
    start(folder / "one")
    services.release(folder / "one", ME)  # the killed one does not count
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls["DATABASE_URL"])


def test_a_killed_server_comes_back_with_its_data(folder: Path) -> None:
    urls = services.start(folder / "one", durable=True)
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    postmaster = int((folder / "one/postgres/postmaster.pid").read_text().split()[0])
    os.kill(postmaster, 9)
    while handles.alive(postmaster):
        pass
    assert services.start(folder / "one", durable=True) == urls
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_long_and_odd_paths_get_short_sockets_and_readable_urls(folder: Path) -> None:
    long = folder / ("x" * 60) / ("y" * 60) / "postgres"
    assert len(str(socket_dir(long))) < 80
    assert socket_dir(long) == socket_dir(long) != socket_dir(long.with_name("other"))
    for name in ("postgres", "other"):
        drop_socket_dir(long.with_name(name))
    assert url(Path("/a b/c"), "role") == "postgres://role@/portal?host=/a%20b/c"
    assert broker_url("unix:///a%20b/r.sock?db=3") == "redis+socket:///a b/r.sock?virtual_host=3"
    assert broker_url("redis://host:6379/1") == "redis://host:6379/1"


def test_switched_off_it_starts_nothing_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in services.NOWHERE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_LOCAL", "off")
    monkeypatch.setenv("PORTAL_LOCAL_DIR", "/nonexistent/portal")
    assert services.local_urls() == services.NOWHERE
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example/portal")
    urls = services.local_urls()
    assert urls["DATABASE_URL"] == urls["DATABASE_OWNER_URL"] == "postgres://somebody@db.example/portal"
    assert not Path("/nonexistent/portal").exists()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[MailSink]:
    sink = MailSink(tmp_path / "mail")
    sink.start()
    yield sink
    sink.stop()


def send(sink: MailSink, subject: str, text: str, html: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "김민준 <a@a.example>", "b@b.example", subject
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", sink.smtp_port) as client:
        client.send_message(message, to_addrs=["b@b.example", "hidden@c.example"])


def fetch(address: str, host: str | None = None) -> tuple[int, str, str]:
    request = urllib.request.Request(address, headers={"Host": host} if host else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, answer.read().decode(), answer.headers["Content-Security-Policy"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers["Content-Security-Policy"]


def test_the_sink_keeps_mails_and_shows_them_escaped(sink: MailSink) -> None:
    send(sink, "<b>하나</b>", "See https://p.example/i/x/?a=1&b=2.\n<script>1</script>", "<p>Hello</p>")
    send(sink, "Second", "text", "<script>alert(1)</script>")
    newest, oldest = sink.folder.newest()
    assert (newest.message["Subject"], oldest.message["Subject"]) == ("Second", "<b>하나</b>")
    assert oldest.message.get_all("Delivered-To") == ["b@b.example", "hidden@c.example"]

    _, page, policy = fetch(sink.inbox_url)
    assert page.index("Second") < page.index("&lt;b&gt;하나&lt;/b&gt;")
    assert "<b>하나" not in page
    assert "default-src 'none'" in policy
    _, page, _ = fetch(f"{sink.inbox_url}/mail/{oldest.name}")
    assert '<a href="https://p.example/i/x/?a=1&amp;b=2" rel="noreferrer">' in page
    assert "&lt;script&gt;" in page
    assert "<script>1" not in page
    _, page, policy = fetch(f"{sink.inbox_url}/mail/{newest.name}/html")
    assert "alert(1)" in page
    assert policy.startswith("sandbox")
    assert "allow-scripts" not in policy
    assert "Subject: Second" in fetch(f"{sink.inbox_url}/mail/{newest.name}/source")[1]


def test_the_sink_keeps_mails_over_a_restart(tmp_path: Path) -> None:
    for subject in ("first", "second"):
        sink = MailSink(tmp_path)
        sink.start()
        send(sink, subject, "text", "<p>text</p>")
        sink.stop()
    subjects = [mail.message["Subject"] for mail in MailFolder(tmp_path).newest()]
    assert subjects == ["second", "first"]


@pytest.mark.parametrize(
    "path", ["/mail/..%2f..%2fetc%2fpasswd", "/mail/1-1", "/mail/../users.json", "/nothing"]
)
def test_the_inbox_shows_nothing_but_mails(sink: MailSink, path: str) -> None:
    assert fetch(sink.inbox_url + path)[0] == 404


def test_the_inbox_answers_to_its_own_name_only(sink: MailSink) -> None:
    assert fetch(sink.inbox_url, host="evil.example")[0] == 403


def test_mail_goes_to_the_sink_that_runs(sink: MailSink, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    assert services.sink_port(tmp_path) is None
    sink.announce(tmp_path / "run" / "sink.json")
    assert services.sink_port(tmp_path) == sink.smtp_port
    (tmp_path / "run" / "sink.json").write_text(json.dumps({"smtp": 1}))
    assert services.sink_port(tmp_path) is None


def test_links_end_where_the_sentence_goes_on() -> None:
    assert linked("(https://a.example/b).") == (
        '(<a href="https://a.example/b" rel="noreferrer">https://a.example/b</a>).'
    )


def test_the_accounts_line_up_with_wide_letters() -> None:
    account: dict[str, Any] = {"email": "a@b.example", "password": "pw", "tenant": "x", "tenant_name": "한빛"}
    account |= {"kind": "customer", "programme": [], "roles": ["global_admin"]}
    lines = accounts_table([account, account | {"tenant": "y", "tenant_name": "Four"}]).splitlines()
    assert lines[2].index("customer") == lines[3].index("customer") - 2
    assert lines[2].endswith("global admin  a@b.example  pw")
