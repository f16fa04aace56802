"""Where somebody wants to go on to: `next`, of a form or of an address, if it is a page of this site."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def onward(request: HttpRequest) -> str:
    """ "" where nothing is said, or another site is meant."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts, is_secure = {request.get_host()}, request.is_secure()
    if not wanted.startswith("/"):  # Django would take it for the name of a page
        return ""
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, require_https=is_secure) else ""


def by_way_of(url_name: str, wanted: str) -> str:
    """The address of a page that comes first and leads on to `wanted` then."""
    return f"{reverse(url_name)}?next={quote(wanted)}"
