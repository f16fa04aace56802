"""Pages that misbehave, for the tests of the middleware."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from accounts.models import Membership, Tenant
from partnercenter.core import tenancy
from partnercenter.core.models import RateWindow
from partnercenter.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]
PLAIN = "text/plain; charset=utf-8"
calls: list[str] = []


def _leave_a_mark(request: HttpRequest) -> None:
    RateWindow.objects.create(
        key=request.path, window="2026-01-01T00:00Z", ends_at="2026-01-02T00:00Z", count=1
    )


@login_not_required
def fine(request: HttpRequest) -> HttpResponse:
    _leave_a_mark(request)
    return HttpResponse("fine", content_type=PLAIN)


@login_not_required
def framed(request: HttpRequest) -> HttpResponse:
    """Forgets the contract of headers."""
    response = HttpResponse("fine", content_type=PLAIN)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@login_not_required
def crash(request: HttpRequest) -> HttpResponse:
    _leave_a_mark(request)
    raise RuntimeError("a mistake of ours")


@login_not_required
def says_502(request: HttpRequest) -> HttpResponse:
    _leave_a_mark(request)
    return HttpResponse("upstream", status=502, content_type=PLAIN)


class _DeadlockError(Exception):
    sqlstate = "40P01"


@login_not_required
def deadlock(request: HttpRequest) -> HttpResponse:
    """Fails as often as `times` says, then works."""
    calls.append(request.path)
    _leave_a_mark(request)
    if len(calls) <= int(request.GET["times"]):
        raise OperationalError("deadlock detected") from _DeadlockError()
    return HttpResponse(request.POST.get("word", ""), content_type=PLAIN)


@login_not_required
def lost(request: HttpRequest) -> HttpResponse:
    """The server ends our connection in the middle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("not reached", content_type=PLAIN)


def late(request: HttpRequest) -> TemplateResponse:
    """Reads its rows only when it is rendered, as class-based views do."""
    template = engines["django"].from_string("{% for m in rows %}{{ m.tenant.name }}|{% endfor %}")
    rows = Membership.objects.select_related("tenant").order_by("tenant__name")
    return TemplateResponse(request, template, {"rows": rows}, content_type=PLAIN)


@login_not_required
def everything(request: HttpRequest) -> HttpResponse:
    """As many organisations as the scope lets it see."""
    found = ",".join(Tenant.objects.order_by("slug").values_list("slug", flat=True))
    return HttpResponse(f"{tenancy.current().reason}:{found}", content_type=PLAIN)


urlpatterns = [
    path("x/fine/", fine),
    path("x/framed/", framed),
    path("x/crash/", crash),
    path("x/502/", says_502),
    path("x/deadlock/", deadlock),
    path("x/lost/", lost),
    path("x/late/", late),
    path("x/everything/", everything),
    path("accounts/x/everything/", everything),
    *urlpatterns,
]
