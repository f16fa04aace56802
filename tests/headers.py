"""The contract of headers: what every response of the portal carries, whatever answers (trust A4). Looked at on all
responses of all tests, and on all that a real browser gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http.cookies import Morsel, SimpleCookie
from typing import Final

from django.conf import settings

ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}
CSP: Final = {
    "default-src": "'none'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": " ".join(
        settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
    ),  # and the company's provider
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
SCRIPTS: Final = re.compile(r"'self'( 'nonce-[A-Za-z0-9+/=_-]{16,}')?")
SENSORS: Final = ("camera", "geolocation", "microphone", "payment", "usb")
# What a browser may show by itself; everything else is offered as a file.
SHOWN: Final = (
    "text/html",
    "text/plain",
    "text/css",
    "text/javascript",
    "application/json",
    "image/",
    "font/",
)
# A calendar's program keeps what it got until it asks again; a logo is public, and has its digest in its address.
KEPT: Final = ("text/calendar", "image/")


def faults(path: str, status: int, headers: Mapping[str, str], *, is_secure: bool = False) -> list[str]:
    """What is missing or loose, in words."""
    have = {name.lower(): value for name, value in headers.items()}
    found = [
        f"{name}: {have.get(name)!r} is not {value!r}"
        for name, value in ALWAYS.items()
        if have.get(name) != value
    ]
    found += [*_policy(have.get("content-security-policy", "")), *_kept(path, status, have)]
    found += _shown(have)
    if have.get("referrer-policy") not in {"same-origin", "no-referrer"}:
        found.append(f"referrer-policy: {have.get('referrer-policy')!r}")
    found += [f"{s} is open" for s in SENSORS if f"{s}=()" not in have.get("permissions-policy", "")]
    if not re.fullmatch(r"[0-9a-f]{32}", have.get("x-request-id", "")):
        found.append("no x-request-id")
    if is_secure and "max-age=31536000; includeSubDomains" not in have.get("strict-transport-security", ""):
        found.append("no strict-transport-security")
    found += [f"{name} says what answers" for name in ("x-powered-by", "via") if name in have]
    return found + [f"{name} lets others in" for name in have if name.startswith("access-control-")]


def _policy(policy: str) -> Iterator[str]:
    says = dict(part.strip().split(" ", 1) for part in policy.split(";") if " " in part.strip())
    if says.get("default-src") == says.get("frame-ancestors") == "'none'" and policy.endswith("sandbox"):
        return  # a picture: nothing at all
    for directive, value in CSP.items():
        if says.get(directive) != value:
            yield f"CSP {directive}: {says.get(directive)!r} is not {value!r}"
    for directive in ("script-src", "style-src"):
        if not SCRIPTS.fullmatch(says.get(directive, "")):
            yield f"CSP {directive}: {says.get(directive)!r}"


def _kept(path: str, status: int, have: Mapping[str, str]) -> Iterator[str]:
    """Nothing but files is kept by browsers and proxies."""
    said = have.get("cache-control", "")
    is_file = path.startswith(settings.STATIC_URL) and status < 400
    may_stay = have.get("content-type", "").startswith(KEPT) and ("private" in said or "max-age" in said)
    if not ("max-age" in said if is_file else "no-store" in said or may_stay):
        yield f"cache-control: {said!r}"


def _shown(have: Mapping[str, str]) -> Iterator[str]:
    kind = have.get("content-type", "")
    if kind.startswith("text/") and "charset=" not in kind.lower():
        yield f"content-type without charset: {kind!r}"
    if kind and not kind.startswith(SHOWN) and "content-disposition" not in have:
        yield f"{kind!r} is shown, and not offered as a file"


def cookie_faults(cookies: SimpleCookie) -> list[str]:
    return [f"cookie {name}: {fault}" for name, morsel in cookies.items() for fault in _cookie(name, morsel)]


def _cookie(name: str, morsel: Morsel[str]) -> Iterator[str]:
    if len(name) + len(morsel.value) > 4096:
        yield "too long"
    if not morsel["path"].startswith("/") or morsel["domain"]:
        yield "for other hosts, or without a path"
    if morsel["samesite"] not in {"Lax", "Strict"}:
        yield "SameSite is missing"
    is_deleted = morsel["max-age"] == 0
    if not (morsel["httponly"] or is_deleted):
        yield "scripts can read it"
    if bool(morsel["secure"]) is not settings.SESSION_COOKIE_SECURE and not is_deleted:
        yield "Secure as the site's address is not"
