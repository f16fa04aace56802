from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from accounts.permissions import Permission
from accounts.views.base import TenantView
from accounts.visiting import Visitor
from invitations.asking import again_url
from invitations.drafts import letter_of
from invitations.models import Invitation
from invitations.offers import MAY_ASK
from invitations.states import Delivery, InvitationStatus


class BatchDetailView(TenantView):
    """S000-15 to S000-18, S001-28 to S001-30, S002-7 to S002-9: each recipient's message with its real link, to open,
    to copy, or on its way; then Done."""

    permission = Permission.INVITATIONS_CHANGE

    def get(self, request: HttpRequest, batch: UUID) -> HttpResponse:
        own = Invitation.objects.visible_to(self.tenant).sent_by(self.tenant)
        invitations = list(own.of_batch(batch).with_letter().for_list())
        if not invitations:
            raise Http404
        self.require(MAY_ASK[invitations[0].kind])
        count = len(invitations)
        by_portal = invitations[0].delivery == Delivery.PORTAL
        shows_link = not isinstance(self.actor, Visitor)
        letters = [
            (row, letter_of(row) if shows_link and row.shown_status == InvitationStatus.OPEN else None)
            for row in invitations
        ]
        title = ngettext("%(count)s invitation", "%(count)s invitations", count) % {"count": count}
        context = {
            "page_title": title,
            "letters": letters,
            "by_portal": by_portal,
            "again_url": again_url(invitations[0], self.actor),
        }
        return render(request, "invitations/batch_detail.html", context)
