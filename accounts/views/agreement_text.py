"""Every version of an agreement, to be read, printed or kept: by everybody whom it concerns."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.agreements import may_read
from accounts.models import Agreement
from accounts.permissions import Permission
from accounts.states import AgreementKind
from accounts.views.base import TenantView


class AgreementTextView(TenantView):
    """`?kind=mpa&version=2`, the newest without a version; `&download=1` gives a text file. Without a kind: the list."""

    permission = Permission.AGREEMENT_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        kind, version = request.GET.get("kind", ""), request.GET.get("version", "")
        if not kind:
            return redirect("accounts:agreement-list", tenant_slug=self.tenant.slug)
        agreement = self._find(kind, version)
        if request.GET.get("download"):
            return _file(agreement)
        return render(request, "accounts/agreement_version.html", {"agreement": agreement})

    def _find(self, kind: str, version: str) -> Agreement:
        if kind not in AgreementKind.values or not may_read(self.actor, AgreementKind(kind)):
            raise Http404
        found = Agreement.objects.version(kind, int(version)) if _is_number(version) else None
        found = found if version else Agreement.objects.current(kind)
        if found is None:
            raise Http404
        return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


def _file(agreement: Agreement) -> HttpResponse:
    """UTF-8 with the mark by which old editors know it, and their line ends."""
    words = (
        f"{agreement.title}\nv{agreement.version}, {agreement.published_at:%Y-%m-%d}\n\n{agreement.text}\n"
    )
    body = "\ufeff" + words.replace("\r\n", "\n").replace("\n", "\r\n")
    response = HttpResponse(body.encode(), content_type="text/plain; charset=utf-8")
    name = f"{agreement.kind.replace('_', '-')}-v{agreement.version}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
