"""An identity provider that speaks OpenID Connect, in a process of its own: a kept library, none of our code."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests

from tests.live import PATIENCE, free_port

# Subject → what the provider tells of the person.
PEOPLE: dict[str, dict[str, Any]] = {
    "kim-1": {"email": "Kim@contoso.example", "email_verified": True, "name": "Another name"},
    "kim-2": {"email": "kim@contoso.example", "email_verified": True},
    "moved": {"email": "lee@contoso.example", "email_verified": True},
    "unverified": {"email": "kim@contoso.example", "email_verified": False},
    "almost": {"email": "kim@contoso.example", "email_verified": "true"},
    "untrusted": {"email": "park@elsewhere.example", "email_verified": True},
    "stranger": {"email": "nobody@contoso.example", "email_verified": True},
    "closed": {"email": "closed@contoso.example", "email_verified": True},
    "nameless": {},
}


@contextmanager
def identity_provider() -> Iterator[str]:
    """Its address: what OIDC_ISSUER is set to."""
    claims = [f"--user-claims={json.dumps({'sub': sub} | more)}" for sub, more in PEOPLE.items()]
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(requests.RequestException):
            requests.get(f"{address}/.well-known/openid-configuration", timeout=1).raise_for_status()
            return
        time.sleep(0.1)
    raise AssertionError("The identity provider does not answer.")
