from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.views.base import TenantView
from invitations.bulk import STEPS, Row, carry_out, find, plan

RESULT = "bulk-result"
TITLES = {
    "resend": gettext_lazy("Send these invitations again?"),
    "revoke": gettext_lazy("Revoke these invitations?"),
}


class InvitationBulkView(TenantView):
    """Ticked rows: first what will happen to each, then, once confirmed, what happened."""

    permission = Permission.INVITATIONS_CHANGE

    def get(self, request: HttpRequest) -> HttpResponse:
        result = request.session.get(RESULT) or {}
        if result.get("tenant") != self.tenant.slug:
            return self._list()
        done = sum(1 for row in result["rows"] if not row["obstacle"])
        context = {
            "page_title": _("What was done"),
            "rows": result["rows"],
            "step": result["step"],
            "done": done,
            "skipped": len(result["rows"]) - done,
        }
        return render(request, "invitations/bulk_result.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        step = request.POST.get("action", "")
        if step not in STEPS:
            messages.error(request, _("Choose what to do with the invitations."))
            return self._list()
        if "confirmed" in request.POST:
            return self._carry_out(step, request.POST.getlist("rows"))
        return self._preview(step, request.POST.getlist("ids"))

    def _preview(self, step: str, ids: Sequence[str]) -> HttpResponse:
        invitations = find(self.tenant, ids)
        if not invitations:
            messages.error(self.request, _("Tick at least one invitation."))
            return self._list()
        rows = plan(step, invitations, self.actor)
        context = {
            "page_title": TITLES[step],
            "step": step,
            "changing": [row for row in rows if not row.obstacle],
            "staying": [row for row in rows if row.obstacle],
            "missing": len(set(ids)) - len(rows),
        }
        return render(self.request, "invitations/bulk_preview.html", context)

    def _carry_out(self, step: str, marks: Sequence[str]) -> HttpResponse:
        rows = carry_out(step, marks, self.actor)
        if not rows:
            return self._list()
        kept = {"tenant": self.tenant.slug, "step": step, "rows": [_kept(row) for row in rows]}
        self.request.session[RESULT] = kept
        return redirect("invitations:invitation-bulk", self.tenant.slug)

    def _list(self) -> HttpResponse:
        return redirect("invitations:invitation-list", self.tenant.slug)


def _kept(row: Row) -> dict[str, Any]:
    invitation = row.invitation
    return {
        "public_id": invitation.public_id,
        "recipient": invitation.recipient_email,
        "obstacle": row.obstacle,
        "note": row.note,
    }
