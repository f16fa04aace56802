"""The link, and the pages its holder sees. Opening any of them has no effect, however often and by whom."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts.models import Tenant, User
from invitations import actions, proof
from invitations.cases import ASKABLE, Case, names_of
from invitations.forms_landing import DeclineForm
from invitations.views.proven import ProvenView, signed_in, who_may_accept
from partnercenter.core import tenancy
from partnercenter.core.errors import DomainError, RateLimited
from partnercenter.core.views.errors import not_found


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class LinkView(View):
    """Swaps the token for a signed cookie and a clean address (situations C-077, C-078, C-084).

    The same address stands in the mail's List-Unsubscribe. What a mail program posts there has neither cookie nor CSRF
    token: the token in the address allows it, as it allows "I did not expect this" (ADR 0006).
    """

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        response = self._answer(request, token)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """RFC 8058; anything else that is posted is none of ours."""
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return HttpResponseNotAllowed(["GET", "HEAD"])
        with tenancy.system(reason="a link that stops invitations, used by a mail program"):
            link = proof.link_of_token(token)
            try:
                actions.stop_invitations(invitation=link.invitation, generation=link.generation)
            except DomainError:
                return HttpResponse(status=410)
        return HttpResponse(status=204)

    def _answer(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            with tenancy.system(reason="invitation link"):
                link = proof.link_of_token(token)
        except Http404 as error:
            return not_found(request, error)
        response = HttpResponse(status=303)
        response["Location"] = reverse("invitations:landing", kwargs={"public_id": link.invitation.public_id})
        proof.give(response, link)
        return response


class LandingView(ProvenView):
    """Who asks, for what, until when; and what the visitor can do about it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self.page()


class AcceptView(ProvenView):
    """S001-22, S002-11: **Authorize indirect provider**, **Authorize reseller**."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if self.case == Case.SIGN_IN:
            return self.sign_in_first("organisation", "confirmed", "agreed", "version")
        if self.case != Case.REVIEW:
            self._note_refusal()
            return redirect(self.url)
        form = self.accept_form(request.POST)
        if not form.is_valid():
            return self.page(accept=form)
        actor = next(each.actor for each in self.facts.candidates if each.tenant == form.tenant)
        try:
            actions.accept_invitation(
                invitation=self.invitation,
                generation=self.generation,
                confirmed=True,
                agreement=form.accepted,
                by=actor,
            )
        except DomainError:  # somebody or something was first: the page tells the true state
            return redirect(self.url)
        return self._done(actor.tenant)

    def _done(self, tenant: Tenant) -> HttpResponse:
        if self.invitation.is_for_colleague:
            messages.success(self.request, _("You belong to %(name)s now.") % {"name": tenant})
        elif self.invitation.is_for_customer:
            names = {"names": names_of(self.invitation), "customer": tenant}
            messages.success(self.request, _("Done: %(customer)s has authorized %(names)s.") % names)
        else:
            names = {"provider": self.invitation.inviter, "reseller": tenant}
            messages.success(
                self.request, _("%(provider)s is an indirect provider of %(reseller)s now.") % names
            )
        return redirect(self.partners_url(tenant))

    def _note_refusal(self) -> None:
        user = signed_in(self.request)
        if user and self.case in {Case.WRONG_ACCOUNT, Case.WRONG_ROLE}:
            actions.note_refusal(invitation=self.invitation, user=user, code=self.case)


class DeclineView(ProvenView):
    """No, with or without a reason."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        user = signed_in(request)
        if self.case == Case.SIGN_IN:
            return self.sign_in_first("reason")
        decliners = self.facts.decliners(self.case)
        if user is None or not decliners:
            return redirect(self.url)
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return self.page(decline=form)
        try:
            actions.decline_invitation(
                invitation=self.invitation,
                generation=self.generation,
                reason=form.cleaned_data["reason"],
                user=user,
                tenant=decliners[0],
            )
        except DomainError:
            return redirect(self.url)
        return redirect(self.url)


class UnexpectedView(ProvenView):
    """ "I did not expect this": asks before anything happens."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if not self.facts.is_open() or not self.facts.is_newest_link:
            return redirect(self.url)
        context = {
            "invitation": self.invitation,
            "inviter": self.invitation.inviter,
            "is_recipient": self.facts.is_recipient,
            "sign_in_url": self.sign_in_url,
        }
        return render(request, "invitations/landing/unexpected.html", context)


class OptOutView(ProvenView):
    """Situations C-060, C-092: the answer is no, and no further mail of this organisation, or of anybody.

    Of anybody only for the recipient, signed in: the inviter has the link, too, and others than it are concerned.
    """

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        from_anybody = request.POST.get("sender") == "anybody" and self.facts.is_recipient
        try:
            actions.opt_out(invitation=self.invitation, generation=self.generation, from_anybody=from_anybody)
        except DomainError:
            return redirect(self.url)
        return redirect(self.url)


class AskAgainView(ProvenView):
    """Ask the inviter for a link that serves (situation C-080)."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        is_refused = self.facts.opted_out_from_anybody or (
            self.case == Case.OPTED_OUT and not self.facts.is_recipient
        )
        if self.case not in ASKABLE or is_refused:
            return redirect(self.url)
        try:
            actions.ask_for_new_link(
                invitation=self.invitation,
                asker=signed_in(request),
                colleague=self._colleague(),
            )
        except RateLimited as error:
            messages.warning(request, error.message)
        else:
            name = self.invitation.inviter
            messages.success(request, _("%(name)s has been asked for a new invitation.") % {"name": name})
        return redirect(self.url)

    def _colleague(self) -> User | None:
        """The global admin of the asker's own organisation that was chosen."""
        candidate = self.facts.first(Case.WRONG_ROLE)
        email = self.request.POST.get("colleague", "")
        if candidate is None or not email:
            return None
        admins = who_may_accept(self.invitation, candidate.tenant)
        return next((each.user for each in admins if each.user.email == email), None)
