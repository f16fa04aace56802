"""What all pages behind a link stand on: the proof of the link, the case, and the page of that case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views import View

from accounts.labels import rights_of, role_labels
from accounts.models import Agreement, Membership, Tenant, User
from accounts.permissions import ROLE_PERMISSIONS
from accounts.policies import has_signed_mpa
from accounts.states import AgreementKind
from invitations import cases, landing, policies, proof
from invitations.cases import CREATABLE, Case
from invitations.forms_landing import (
    AcceptForm,
    CustomerAcceptForm,
    DeclineForm,
    JoinForm,
    PartnershipAcceptForm,
)
from invitations.landing import Facts
from invitations.models import Invitation
from invitations.offers import MAY_ANSWER
from partnercenter.core import tenancy
from partnercenter.core.dates import zone_words

KEPT = "invitation_entries"  # in the session
MAX_KEPT = 2000  # characters of a field


def signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def who_may_accept(invitation: Invitation, tenant: Tenant) -> QuerySet[Membership]:
    roles = ROLE_PERMISSIONS[MAY_ANSWER[invitation.kind]]
    return Membership.objects.visible_to(tenant).with_role(*roles)


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
        self.facts = landing.gather(self.invitation, self.generation, signed_in(self.request))
        self.case = landing.assess(self.facts)

    @property
    def url(self) -> str:
        return self.url_of("landing")

    def url_of(self, name: str) -> str:
        return reverse(f"invitations:{name}", kwargs={"public_id": self.invitation.public_id})

    def partners_url(self, tenant: Tenant) -> str:
        """Where the organisation that accepted sees what came of it."""
        if self.invitation.is_for_colleague:
            return reverse("accounts:overview", kwargs={"tenant_slug": tenant.slug})
        page = "customers:partner-list" if self.invitation.is_for_customer else "relationships:provider-list"
        return reverse(page, kwargs={"tenant_slug": tenant.slug})

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """What is only for POST leads back to the page."""
        return redirect(self.url)

    def page(self, *, accept: AcceptForm | None = None, decline: DeclineForm | None = None) -> HttpResponse:
        context = {
            "page_title": cases.heading(self.case, self.invitation),
            "is_you": self.facts.answered_by_you,
            "is_colleague": self.facts.answered_by_colleague,
            "is_recipient": self.facts.is_recipient,
            "may_opt_out": self.facts.is_open() and self.facts.is_newest_link,
            "from_anybody": self.facts.opted_out_from_anybody,
            "may_decline": bool(self.facts.decliners(self.case)),
            "decline_form": decline or DeclineForm(initial=self.kept()),
            "form": decline if decline and decline.errors else accept,
            **self.frame(),
            **self._more(accept),
        }
        return render(self.request, cases.templates(self.case, self.invitation), context)

    def frame(self) -> dict[str, Any]:
        """What every page of the invitation says."""
        answered_for = self.invitation.recipient_tenant
        return {
            "invitation": self.invitation,
            "inviter": self.invitation.inviter,
            "other": self.invitation.with_partner,
            "names": cases.names_of(self.invitation),
            "recipient": landing.masked(self.invitation.recipient_email),
            "sign_in_url": self.sign_in_url,
            "may_create": self.may_create,
            "partners_url": self.partners_url(answered_for) if answered_for else "",
            **(self._joining() if self.invitation.is_for_colleague else {}),
        }

    def _joining(self) -> dict[str, Any]:
        """What a colleague is offered, and what that allows."""
        invitation = self.invitation
        return {
            "roles": role_labels(invitation.roles),
            "rights": rights_of(invitation.inviter, invitation.roles),
            "zone": zone_words(),
        }

    @property
    def may_create(self) -> bool:
        """S001-33, S004-17: the customer itself may make the organisation that it answers for."""
        is_of_group = any(self.facts.has(case) for case in (Case.AFFILIATE, Case.SAME_TENANT))
        return self.invitation.is_for_customer and self.case in CREATABLE and not is_of_group

    def _more(self, accept: AcceptForm | None) -> dict[str, Any]:
        """What single cases need beyond that."""
        if self.case == Case.REVIEW:
            possible = [each for each in self.facts.candidates if each.obstacle is None]
            form = accept or self.accept_form()
            return {"accept_form": form, "possible": possible, **self._papers(form)}
        candidate = self.facts.first(self.case)
        if candidate is None:
            return {}
        of_colleague = self.invitation.is_for_colleague
        admins = [] if of_colleague else who_may_accept(self.invitation, candidate.tenant)
        return {
            "own": [candidate],
            "tenant": candidate.tenant,
            "tenant_partners_url": self.partners_url(candidate.tenant),
            "partner": candidate.partner,
            "admins": admins,
        }

    def _papers(self, form: AcceptForm) -> dict[str, Any]:
        """Agreements that are missing: the partner's is told of, the customer's is accepted here (D13, S002-12)."""
        if self.invitation.is_for_colleague:
            return {}
        if isinstance(form, CustomerAcceptForm):
            return {"agreement": form.agreement if form.unsigned else None, "unsigned": form.unsigned}
        return {"unsigned": [each for each in form.organisations.values() if not has_signed_mpa(each)]}

    def accept_form(self, data: Any = None) -> AcceptForm:
        possible = [each.tenant for each in self.facts.candidates if each.obstacle is None]
        values: dict[str, Any] = {
            "invitation": self.invitation,
            "organisations": possible,
            "initial": self.kept(),
        }
        if self.invitation.is_for_colleague:
            return JoinForm(data, **values)
        if not self.invitation.is_for_customer:
            return PartnershipAcceptForm(data, **values)
        unsigned = [tenant for tenant in possible if policies.needs_agreement(tenant)]
        agreement = Agreement.objects.current(AgreementKind.MCA)
        return CustomerAcceptForm(data, agreement=agreement, unsigned=unsigned, **values)

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
        return dict(entries) if entries.get("invitation") == self.invitation.public_id else {}
