"""A request id for every request, and one log line when it ends."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from partnercenter.core import logs

log = logging.getLogger("portal.request")
PROBES = ("/healthz", "/readyz")  # every few seconds; only their failures are news


class RequestLogMiddleware:
    """Outermost: binds the request id, answers with it in `X-Request-ID`, logs method, path, status and duration."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        logs.clear()
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        logs.bind(request_id=request_id)
        start = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        log.log(
            logging.DEBUG if request.path in PROBES and response.status_code < 400 else logging.INFO,
            "%s %s %s",
            request.method,
            logs.mask(request.path),
            response.status_code,
            extra={"status": response.status_code, "ms": round((time.perf_counter() - start) * 1000, 1)},
        )
        return response
