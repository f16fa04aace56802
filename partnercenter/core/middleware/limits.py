"""Requests that are no requests: unreadable bytes get a plain 4xx page, never a 500."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from partnercenter.core.views.errors import bad_request, too_large

MAX_QUERY = 8 * 1024  # bytes


class RequestLimitMiddleware:
    """Reads the form once, early, so that everything behind it can rely on it being readable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            return too_large(request)
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        try:
            if request.method == "POST":
                values = [value for name in request.POST for value in (name, *request.POST.getlist(name))]
                if any("\ud800" <= char <= "\udfff" for value in values for char in value):
                    return bad_request(request)
        except (RequestDataTooBig, TooManyFieldsSent):
            return too_large(request)
        except (MultiPartParserError, SuspiciousOperation, UnicodeError):
            return bad_request(request)
        return self.get_response(request)
