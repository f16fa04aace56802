"""The link, and the pages its holder sees. Opening any of them has no effect, however often and by whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import Membership, Tenant, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.policies import has_signed_mpa
from invitations import actions, landing, proof
from invitations.forms_landing import AcceptForm, DeclineForm
from invitations.landing import HEADINGS, Case, Facts
from invitations.models import Invitation
from partnercenter.core import tenancy
from partnercenter.core.errors import DomainError, RateLimited
from partnercenter.core.views.errors import not_found

# Cases in which a new link would help.
ASKABLE = frozenset(
    {
        Case.OPTED_OUT,
        Case.DECLINED,
        Case.EXPIRED,
        Case.REPLACED,
        Case.INVITER_GONE,
        Case.WRONG_ACCOUNT,
        Case.WRONG_ROLE,
    }
)


KEPT = "invitation_entries"  # in the session
MAX_KEPT = 2000  # characters of a field


def _user(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _who_may_accept(tenant: Tenant) -> QuerySet[Membership]:
    return Membership.objects.visible_to(tenant).with_role(*ROLE_PERMISSIONS[Permission.PARTNERSHIP_ACCEPT])


@method_decorator(login_not_required, name="dispatch")
class LinkView(View):
    """Swaps the token for a signed cookie and a clean address (situations C-077, C-078, C-084)."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        response = self._answer(request, token)
        response["Referrer-Policy"] = "no-referrer"
        return response

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


@method_decorator(login_not_required, name="dispatch")
class ProvenView(View):
    """A page for who followed the link; for everybody else it does not exist.

    Its address holds no token, so the site's referrer policy stays: under `no-referrer` browsers send forms with
    `Origin: null`, and those are refused.
    """

    http_method_names = ["get", "head", "post"]
    invitation: Invitation
    generation: int
    facts: Facts
    case: Case

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with tenancy.system(reason="invitation link"):
            self.invitation, self.generation = proof.proven(request, kwargs["public_id"])
            self.assess()
            return super().dispatch(request, *args, **kwargs)

    def assess(self) -> None:
        self.facts = landing.gather(self.invitation, self.generation, _user(self.request))
        self.case = landing.assess(self.facts)

    @property
    def url(self) -> str:
        return reverse("invitations:landing", kwargs={"public_id": self.invitation.public_id})

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """What is only for POST leads back to the page."""
        return redirect(self.url)

    def page(self, *, accept: AcceptForm | None = None, decline: DeclineForm | None = None) -> HttpResponse:
        context = {
            "page_title": HEADINGS[self.case] % {"name": self.invitation.inviter},
            "invitation": self.invitation,
            "inviter": self.invitation.inviter,
            "recipient": landing.masked(self.invitation.recipient_email),
            "is_you": self.facts.answered_by_you,
            "is_colleague": self.facts.answered_by_colleague,
            "is_recipient": self.facts.is_recipient,
            "may_opt_out": self.facts.is_open() and self.facts.is_newest_link,
            "from_anybody": self.facts.opted_out_from_anybody,
            "may_decline": bool(self.facts.decliners(self.case)),
            "decline_form": decline or DeclineForm(initial=self.kept()),
            "form": decline if decline and decline.errors else accept,
            "sign_in_url": self.sign_in_url,
            **self._more(accept),
        }
        return render(self.request, f"invitations/landing/{self.case}.html", context)

    def _more(self, accept: AcceptForm | None) -> dict[str, Any]:
        """What single cases need beyond that."""
        if self.case == Case.REVIEW:
            possible = [each for each in self.facts.candidates if each.obstacle is None]
            unsigned = [each.tenant for each in possible if not has_signed_mpa(each.tenant)]
            return {"accept_form": accept or self.accept_form(), "possible": possible, "unsigned": unsigned}
        candidate = self.facts.first(self.case)
        if candidate is None:
            return {}
        admins = _who_may_accept(candidate.tenant)
        return {"own": [candidate], "tenant": candidate.tenant, "admins": admins}

    def accept_form(self, data: Any = None) -> AcceptForm:
        possible = [each.tenant for each in self.facts.candidates if each.obstacle is None]
        inviter = self.invitation.inviter
        return AcceptForm(data, inviter=inviter, organisations=possible, initial=self.kept())

    # ------------------------------------------------------------------ the session ended (situation C-097)
    @property
    def sign_in_url(self) -> str:
        return f"{reverse('account_login')}?{urlencode({'next': self.url})}"

    def sign_in_first(self, *names: str) -> HttpResponse:
        """What was entered waits in the session; signing in keeps that, and leads back to the form."""
        entries = {name: self.request.POST[name][:MAX_KEPT] for name in names if name in self.request.POST}
        self.request.session[KEPT] = {"invitation": self.invitation.public_id, **entries}
        return redirect(self.sign_in_url)

    def kept(self) -> dict[str, str]:
        """The entries of this invitation's form from before signing in."""
        entries: dict[str, str] = self.request.session.get(KEPT, {}) if self.facts.is_signed_in else {}
        return entries if entries.get("invitation") == self.invitation.public_id else {}


class LandingView(ProvenView):
    """Who asks, for what, until when; and what the visitor can do about it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self.page()


class AcceptView(ProvenView):
    """S001-22: **Authorize indirect provider**."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if self.case == Case.SIGN_IN:
            return self.sign_in_first("organisation", "confirmed")
        if self.case != Case.REVIEW:
            self._note_refusal()
            return redirect(self.url)
        form = self.accept_form(request.POST)
        if not form.is_valid():
            return self.page(accept=form)
        actor = next(each.actor for each in self.facts.candidates if each.tenant == form.tenant)
        try:
            actions.accept_invitation(
                invitation=self.invitation, generation=self.generation, confirmed=True, by=actor
            )
        except DomainError:  # somebody or something was first: the page tells the true state
            return redirect(self.url)
        names = {"provider": self.invitation.inviter, "reseller": actor.tenant}
        messages.success(request, _("%(provider)s is an indirect provider of %(reseller)s now.") % names)
        return redirect("relationships:provider-list", tenant_slug=actor.tenant.slug)

    def _note_refusal(self) -> None:
        user = _user(self.request)
        if user and self.case in {Case.WRONG_ACCOUNT, Case.WRONG_ROLE}:
            actions.note_refusal(invitation=self.invitation, user=user, code=self.case)


class DeclineView(ProvenView):
    """No, with or without a reason."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        user = _user(request)
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
        context = {"invitation": self.invitation, "inviter": self.invitation.inviter}
        return render(request, "invitations/landing/unexpected.html", context)


class OptOutView(ProvenView):
    """Situations C-060, C-092: the answer is no, and no further mail of this organisation, or of anybody."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        from_anybody = request.POST.get("sender") == "anybody"
        try:
            actions.opt_out(invitation=self.invitation, generation=self.generation, from_anybody=from_anybody)
        except DomainError:
            return redirect(self.url)
        return redirect(self.url)


class AskAgainView(ProvenView):
    """Ask the inviter for a link that serves (situation C-080)."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if self.case not in ASKABLE or self.facts.opted_out_from_anybody:
            return redirect(self.url)
        try:
            actions.ask_for_new_link(
                invitation=self.invitation,
                generation=self.generation,
                asker=_user(request),
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
        admins = _who_may_accept(candidate.tenant)
        return next((each.user for each in admins if each.user.email == email), None)
