"""Requests that are no requests: too large or unreadable ones get a plain 4xx page, never a 500."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from partnercenter.core.views.errors import bad_request, too_large

MAX_QUERY = 8 * 1024  # bytes
_UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError, UnicodeError)


class RequestLimitMiddleware:
    """Reads the form once, early, so that everything behind it can rely on it being readable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY or _size(request) > _max_size(request):
            return too_large(request)
        if _has_nul(request):
            return bad_request(request)
        try:
            if request.method == "POST":
                request.POST  # noqa: B018  parsed here, or refused
        except _UNREADABLE as problem:
            return bad_request(request, problem)
        return self.get_response(request)


def _max_size(request: HttpRequest) -> int:
    """A whole request is no larger than its form may be, but for a page that says how large a file it takes."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 64 * 1024 + _max_upload(request)


def _max_upload(request: HttpRequest) -> int:
    """`max_upload` of the page's class, in bytes; asked only where the request is large."""
    if request.method != "POST" or _size(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return 0
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return 0
    return int(getattr(getattr(view, "view_class", None), "max_upload", 0))


def _size(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0


def _has_nul(request: HttpRequest) -> bool:
    """NUL where no form field cleans it: path, query, and cookies, whose quoting can spell any character."""
    texts = (request.path_info, *request.COOKIES.values())
    return "%00" in request.META.get("QUERY_STRING", "") or any("\x00" in text for text in texts)
