"""Pages for what went wrong: what happened, what became of the entries, what to do next."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import requires_csrf_token

from partnercenter.core import kept
from partnercenter.core.context_processors import theme_of

logger = logging.getLogger(__name__)

_LAST_RESORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · Partner Center</title>'
    "<h1>{title}</h1><p>{text}</p></html>"
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where there was simply too much."""
    if isinstance(exception, kept.TOO_LARGE):
        return too_large(request)
    return _static("400.html", 400, "This request could not be read", request)


def too_large(request: HttpRequest) -> HttpResponse:
    return _static("413.html", 413, "This is too much at once", request)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: which role it takes, and which colleagues have it (core.errors.RoleRequired); or that the organisation is
    suspended, since when and why; or that an operator only looks."""
    actor = getattr(request, "actor", None)
    context = {
        "frame": "base.html" if actor else "base_public.html",
        "roles": getattr(exception, "roles", []),
        "holders": getattr(exception, "holders", []),
        "programmes": getattr(exception, "programmes", []),
        "is_visit": getattr(exception, "is_visit", False),
        "suspended": getattr(exception, "suspended", None),
        "suspension": getattr(exception, "suspension", None),
    }
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same bytes for what never was, what is gone and what belongs to somebody else."""
    return _static("404.html", 404, "Page not found", request, reference=False)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: needs no database, no session and no request. 503 where it was the database that did not answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return service_unavailable(request)
    return _static("500.html", 500, "Something went wrong on our side", request)


def service_unavailable(request: HttpRequest, retry_after: int = 30) -> HttpResponse:
    """503 with Retry-After, in seconds; as independent as 500."""
    response = _static("503.html", 503, "Partner Center is not available right now", request)
    response["Retry-After"] = str(retry_after)
    return response


@requires_csrf_token
def too_many_requests(
    request: HttpRequest, retry_after: int, exception: Exception | None = None
) -> HttpResponse:
    """429: when to try again; `retry_after` in seconds."""
    again = timezone.now() + timedelta(seconds=retry_after)
    response = render(request, "429.html", {"again": again}, status=429)
    response["Retry-After"] = str(retry_after)
    return response


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the session ended meanwhile. What came from our own page is offered again, never a password."""
    logger.info("csrf refused", extra={"reason": reason})
    entries = kept.entries_of(request) if _is_own_page(request) else []
    context = {"entries": entries, "shown": kept.shown(entries), "path": request.path}
    return render(request, "403_csrf.html", context, status=403)


def _is_own_page(request: HttpRequest) -> bool:
    """True where the browser says that the form was ours: otherwise "Send again" would be somebody's trap."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def _static(
    template: str, status: int, title: str, request: HttpRequest | None = None, *, reference: bool = True
) -> HttpResponse:
    context: dict[str, Any] = {"request_id": getattr(request, "request_id", "") if reference else ""}
    if request is not None:
        context["theme"] = theme_of(request)
    try:
        return HttpResponse(render_to_string(template, context), status=status)
    except Exception:  # an error page that fails must still be a page
        logger.exception("error page failed")
        return HttpResponse(
            _LAST_RESORT.format(title=title, text="Please try again in a moment."), status=status
        )
