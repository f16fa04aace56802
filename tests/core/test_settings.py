"""The settings refuse what would be unsafe, with a sentence; each case is a process that only loads them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from partnercenter.core.models import Session
from partnercenter.core.tasks import clear_sessions
from partnercenter.local.secret import NO_SECRET, local_secret, secret_of

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "a-value-that-only-this-instance-knows-0123456789-abcdef",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://portal_app:secret@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
}


def load(**variables: str) -> str:
    """What settings of these variables say: the last line of the complaint, or nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", "import partnercenter.settings"],
        cwd=ROOT,
        env=kept | {"PORTAL_LOCAL": "off"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, ""),
        ({"DEFAULT_FROM_EMAIL": "no-reply@mailhost", "SUPPORT_EMAIL": "help+me@portal.example"}, ""),
        ({"DEFAULT_FROM_EMAIL": "Portal <no-reply@portal.example>"}, "DEFAULT_FROM_EMAIL must be an address"),
        ({"DEFAULT_FROM_EMAIL": "portal.example"}, "DEFAULT_FROM_EMAIL must be an address alone"),
        ({"SUPPORT_EMAIL": "Help <help@portal.example>"}, "SUPPORT_EMAIL must be an address alone"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": NO_SECRET}, "SECRET_KEY is the one that everybody can read"),
        ({"SECRET_KEY": "", "DATABASE_URL": ""}, "SECRET_KEY is the one that everybody can read"),
        ({"SECRET_KEY": "", "DATABASE_URL": "", "SITE_URL": "http://127.0.0.1:8000"}, ""),
        ({"SECRET_KEY": "", "DATABASE_URL": "", "DEBUG": "true"}, ""),
        ({"CUSTOMER_URL_PUBLIC": "https://admin.example/"}, ""),
        ({"OIDC_ISSUER": "https://login.example"}, "set OIDC_CLIENT_ID, too"),
        ({"OIDC_ISSUER": "http://login.example", "OIDC_CLIENT_ID": "portal"}, "must begin with https://"),
        ({"CUSTOMER_URL_US_GOV": "http://gov.example"}, "must begin like SITE_URL"),
    ],
)
def test_what_settings_accept(variables: dict[str, str], said: str) -> None:
    answer = load(**PRODUCTION | variables)
    assert said in answer
    assert bool(said) == bool(answer), answer


@pytest.mark.rule("S002-18")
def test_the_places_where_customers_accept_are_answered() -> None:
    """Each cloud's own, without further setting; unset it is SITE_URL."""
    variables = {
        "CUSTOMER_URL_PUBLIC": "https://admin.example/",
        "CUSTOMER_URL_GERMANY": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
    }
    show = "import json, partnercenter.settings as s; print(json.dumps([s.CUSTOMER_URLS, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS]))"
    done = subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORTAL_LOCAL": "off"} | PRODUCTION | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    urls, hosts, origins = json.loads(done.stdout)
    assert urls == {"public": "https://admin.example", "us_gov": "", "germany": "https://portal.example"}
    assert hosts == ["portal.example", "admin.example"]
    assert set(origins) == {"https://portal.example", "https://admin.example"}


def test_the_embedded_stack_has_a_secret_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTAL_LOCAL_DIR", str(tmp_path))
    monkeypatch.delenv("PORTAL_LOCAL", raising=False)
    secret = local_secret()
    assert len(secret) > 50
    assert secret != NO_SECRET
    assert local_secret() == secret
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert secret_of(tmp_path / "other") != secret


def test_processes_that_begin_together_have_one_secret(tmp_path: Path) -> None:
    command = "import sys, pathlib; from partnercenter.local.secret import secret_of as s; print(s(pathlib.Path(sys.argv[1])))"

    def ask(_: int) -> str:
        words = [sys.executable, "-c", command, str(tmp_path)]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1


def test_sessions_that_have_ended_are_forgotten(db: None) -> None:
    for key, days in (("ended", -1), ("going-on", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=days))
    clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["going-on"]
