from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, Role
from accounts.policies.members import roles_to_give
from accounts.views.base import TenantView
from invitations import policies
from invitations.actions import edit_invitation, resend_invitation, revoke_invitation
from invitations.badges import state_badge
from invitations.conflict import Choice
from invitations.drafts import insert_link
from invitations.forms import ColleagueEditForm, EditForm, ResendForm, as_sent, shown_values
from invitations.models import Invitation
from invitations.offers import MAY_ASK
from invitations.policies import LINK
from invitations.states import Delivery, InvitationStatus
from partnercenter.core import proof
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.mail import Reworded

EDITED = {
    Reworded.CHANGED: gettext_lazy(
        "The invitation has been changed, and so has the mail that is waiting to be sent."
    ),
    Reworded.LEFT: gettext_lazy(
        "The invitation has been changed. The mail with the old words has left; send it again to send the new ones."
    ),
    Reworded.NONE: gettext_lazy("The invitation has been changed."),
}


class InvitationChangeView(TenantView):
    """A change to one invitation of the organisation; what is not possible is said on the invitation's page."""

    permission = Permission.INVITATIONS_CHANGE

    def invitation(self, public_id: str) -> Invitation:
        """One that the organisation sent; who may not ask for what it offers may not change it either."""
        rows = Invitation.objects.sent_by(self.tenant).with_letter().for_list()
        invitation = get_object_or_404(rows, public_id=public_id)
        self.require(MAY_ASK[invitation.kind])
        return invitation

    def back(self, invitation: Invitation) -> HttpResponse:
        return redirect("invitations:invitation-detail", self.tenant.slug, invitation.public_id)

    def refuse(self, invitation: Invitation, error: DomainError) -> HttpResponse:
        messages.error(self.request, str(error.message))
        return self.back(invitation)

    def require_open_still(self, invitation: Invitation) -> None:
        """As the pages show it: past the deadline is over, whether or not the sweep has come by."""
        policies.require_open(invitation)
        if invitation.shown_status != InvitationStatus.OPEN:
            state = state_badge(invitation).label
            raise DomainError(
                "not_open", _("This invitation is not open any more: %(state)s.") % {"state": state}
            )


class InvitationEditView(InvitationChangeView):
    """While it is open. Who saves second is shown both versions and chooses (situation C-031)."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        invitation = self.invitation(public_id)
        try:
            self.require_open_still(invitation)
        except DomainError as error:
            return self.refuse(invitation, error)
        return self._unproved(invitation) or self._page(invitation, self._stored(invitation))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        invitation = self.invitation(public_id)
        if unproved := self._unproved(invitation):
            return unproved
        if request.POST.get("step") == "insert-link":
            sent = as_sent(request.POST, self._form(invitation).fields)
            again = self._form(invitation, initial={**sent, "text": insert_link(sent["text"])})
            return self._page(invitation, again)
        form = self._form(invitation, request.POST)
        if not form.is_valid():
            return self._page(invitation, form)
        try:
            self.require_open_still(invitation)
            outcome = edit_invitation(invitation=invitation, by=self.actor, **form.cleaned_data)
        except StaleState:
            return self._conflict(public_id, form)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(self.invitation(public_id), form)
        messages.success(request, str(EDITED[outcome]))
        return self.back(invitation)

    def _unproved(self, invitation: Invitation) -> HttpResponse | None:
        """Other roles, or the same for another address: like giving them."""
        if not invitation.is_for_colleague or proof.is_recent(self.request):
            return None
        return proof.ask(self.request)

    def _form(self, invitation: Invitation, *args: Any, **kwargs: Any) -> EditForm:
        if not invitation.is_for_colleague:
            return EditForm(*args, **kwargs)
        given = roles_to_give(self.actor)
        offered = [role for role in Role if role in given or role in invitation.roles]
        return ColleagueEditForm(*args, offered=offered, **kwargs)

    def _stored(self, invitation: Invitation) -> EditForm:
        return self._form(invitation, initial={**shown_values(invitation), "version": invitation.version})

    def _page(self, invitation: Invitation, form: EditForm) -> HttpResponse:
        text = str(form["text"].value() or "")
        context = {
            "page_title": _("Change the invitation to %(email)s") % {"email": invitation.recipient_email},
            "invitation": invitation,
            "form": form,
            "link_is_missing": text.count(LINK) != 1,
        }
        return render(self.request, "invitations/invitation_edit.html", context)

    def _conflict(self, public_id: str, form: EditForm) -> HttpResponse:
        invitation = self.invitation(public_id)
        if invitation.status != InvitationStatus.OPEN:
            form.add_error(
                None, _("This invitation is not open any more. Copy what you typed if you need it.")
            )
            return self._page(invitation, form)
        theirs = shown_values(invitation)
        rows = [Choice(form[name], theirs[name]) for name in theirs]
        context = {
            "page_title": _("A colleague changed this invitation meanwhile"),
            "invitation": invitation,
            "rows": rows,
            "current": self._stored(invitation),
        }
        return render(self.request, "invitations/invitation_conflict.html", context)


class InvitationResendView(InvitationChangeView):
    """D5: a new link, the old one dead, the clock restarts; also after expiry."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        invitation = self.invitation(public_id)
        try:
            policies.require_sendable_again(invitation)
        except DomainError as error:
            return self.refuse(invitation, error)
        initial = {"delivery": invitation.delivery, "generation": invitation.generation}
        return self._page(invitation, ResendForm(initial=initial))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        invitation = self.invitation(public_id)
        form = ResendForm({"delivery": invitation.delivery, **request.POST.dict()})
        if not form.is_valid():
            return self._page(invitation, form)
        if form.cleaned_data["generation"] not in {"", str(invitation.generation)}:
            messages.info(
                request, _("This invitation has been sent again meanwhile; nothing was sent twice.")
            )
            return self.back(invitation)
        delivery = Delivery(form.cleaned_data["delivery"])
        try:
            resend_invitation(invitation=invitation, by=self.actor, delivery=delivery)
        except DomainError as error:
            return self.refuse(invitation, error)
        if invitation.delivery == Delivery.PORTAL:
            messages.success(request, _("The invitation is on its way again, with a new link."))
        else:
            messages.success(request, _("There is a new link. Send the message below yourself."))
        return self.back(invitation)

    def _page(self, invitation: Invitation, form: ResendForm) -> HttpResponse:
        title = _("Send the invitation to %(email)s again?") % {"email": invitation.recipient_email}
        context = {"page_title": title, "invitation": invitation, "form": form}
        return render(self.request, "invitations/invitation_resend.html", context)


class InvitationRevokeView(InvitationChangeView):
    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        invitation = self.invitation(public_id)
        try:
            self.require_open_still(invitation)
        except DomainError as error:
            return self.refuse(invitation, error)
        title = _("Revoke the invitation to %(email)s?") % {"email": invitation.recipient_email}
        context = {"page_title": title, "invitation": invitation}
        return render(request, "invitations/invitation_revoke.html", context)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        invitation = self.invitation(public_id)
        if invitation.status == InvitationStatus.REVOKED:
            messages.info(request, _("This invitation has been revoked already."))
            return self.back(invitation)
        try:
            self.require_open_still(invitation)
            revoke_invitation(invitation=invitation, by=self.actor)
        except DomainError as error:
            return self.refuse(invitation, error)
        messages.success(request, _("The invitation has been revoked; its link no longer works."))
        return self.back(invitation)
