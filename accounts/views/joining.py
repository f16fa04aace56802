"""A company joins the programme (S000-11, reference 3.2): one address a step, and nothing comes into being before the last."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View

from accounts import actions, limits
from accounts.actions.joining import APPLICANT
from accounts.forms_joining import (
    CodeForm,
    CompanyStepForm,
    ContactForm,
    IdentifiersForm,
    ProgrammeForm,
)
from accounts.joining import Draft, countries, typed
from accounts.models import Membership, Tenant, User
from accounts.states import Programme, TenantKind
from partnercenter.core import tenancy
from partnercenter.core.clients import client_ip, neighbourhood
from partnercenter.core.errors import DomainError


def signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def partners_of(user: User | None) -> list[Tenant]:
    """Partner organisations that the person belongs to already: they enrol there, on Program info."""
    if user is None:
        return []
    rows = Membership.objects.of(user).open().filter(tenant__kind=TenantKind.PARTNER)
    return [membership.tenant for membership in rows]


@method_decorator(login_not_required, name="dispatch")
class JoiningView(View):
    """Open to everybody: whoever applies is in no organisation yet. Rendered before the scope ends."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with tenancy.system(reason="somebody who joins is in no organisation yet"):
            if tenants := partners_of(signed_in(request)):
                return render(request, "joining/member.html", {"tenants": tenants})
            return self.answer(request, *args, **kwargs)

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class StartView(JoiningView):
    """What is needed, and as what to enrol; the form begins an application of this browser."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("programme", "")
        first = wanted if wanted in Programme.values else Programme.INDIRECT_RESELLER
        return self._page(ProgrammeForm(initial={"programme": first}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProgrammeForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        draft = Draft.begin(request.session)
        draft.keep(programme=form.cleaned_data["programme"])
        return redirect(draft.url("company"))

    def _page(self, form: ProgrammeForm) -> HttpResponse:
        return render(self.request, "joining/start.html", {"form": form})


class StepView(JoiningView):
    """One step of this browser's application; who jumps ahead is led to the first that is missing (C-101)."""

    step: ClassVar[str]
    title: ClassVar[Any]
    template_name = "joining/step.html"
    following: ClassVar[str]
    button: ClassVar[Any] = gettext_lazy("Continue")
    draft: Draft

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = Draft.find(request.session, kwargs["application_id"])
        if found is None:
            return self.nothing_kept(request)
        self.draft = found
        if not found.may_open(self.step):
            if found.is_proof_too_old:
                messages.info(
                    request, _("It is over an hour since the address was confirmed. Confirm it again.")
                )
            return redirect(found.url(found.first_incomplete))
        return super().answer(request, *args, **kwargs)

    def nothing_kept(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, _("What you typed is not here any more. Begin again, please."))
        return redirect("joining:start")

    def form(self, data: Any = None) -> forms.Form:
        """With what was kept, or with what was sent."""
        raise NotImplementedError

    def get(self, request: HttpRequest, application_id: str) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, application_id: str) -> HttpResponse:
        form = self.form(request.POST)
        return self.go_on(form) if form.is_valid() else self.page(form)

    def go_on(self, form: forms.Form) -> HttpResponse:
        self.draft.keep(**{self.step: typed(form)})
        return self.to_next()

    def to_next(self) -> HttpResponse:
        """A change from the review leads back there, unless something is missing now."""
        draft = self.draft
        wants_review = self.request.GET.get("back") == "review" and draft.first_incomplete == "review"
        return redirect(draft.url("review" if wants_review else self.following))

    @property
    def network(self) -> str:
        return neighbourhood(client_ip(self.request))

    def page(self, form: forms.Form, **more: Any) -> HttpResponse:
        context = {
            "page_title": self.title,
            "form": form,
            "draft": self.draft,
            "steps": self.draft.steps(self.step),
            "button": self.button,
            "action": self.request.get_full_path(),
            **more,
        }
        return render(self.request, self.template_name, context)


class ProgrammeView(StepView):
    step, following, title = "programme", "company", gettext_lazy("Programme")

    def form(self, data: Any = None) -> forms.Form:
        return ProgrammeForm(data, initial={"programme": self.draft.data.get("programme")})

    def go_on(self, form: forms.Form) -> HttpResponse:
        self.draft.keep(programme=form.cleaned_data["programme"])
        return self.to_next()


class CompanyView(StepView):
    step, following, title = "company", "contact", gettext_lazy("Company")

    def form(self, data: Any = None) -> forms.Form:
        kept = self.draft.data.get("company")
        if data is None and kept:
            return CompanyStepForm(kept, countries=countries())
        return CompanyStepForm(data, countries=countries())


class ContactView(StepView):
    """The code goes out as soon as the address is known; whether it has an account makes no difference."""

    step, following, title = "contact", "confirm", gettext_lazy("Primary contact")

    def form(self, data: Any = None) -> forms.Form:
        user = signed_in(self.request)
        first, _space, last = user.full_name.rpartition(" ") if user else ("", "", "")
        known = {"first_name": first[:50], "last_name": last[:50], "email": user.email if user else ""}
        return ContactForm(data, domain=self.draft.domain, initial=self.draft.data.get("contact") or known)

    def go_on(self, form: forms.Form) -> HttpResponse:
        self.draft.keep(contact=typed(form))
        if self.draft.is_proven:
            self.following = "identifiers"  # type: ignore[misc]  # this address has been confirmed before
            return self.to_next()
        try:
            send_code(self)
        except DomainError as error:
            messages.warning(self.request, error.message)
        return redirect(self.draft.url("confirm"))


def send_code(view: StepView) -> None:
    row = actions.send_mailbox_code(
        address=view.draft.email, language=(get_language() or "en")[:2], network=view.network, by=APPLICANT
    )
    view.draft.note_code(row.public_id)


class CodeView(StepView):
    """Sends the code once more."""

    step = "confirm"

    def get(self, request: HttpRequest, application_id: str) -> HttpResponse:
        return redirect(self.draft.url("confirm"))

    def post(self, request: HttpRequest, application_id: str) -> HttpResponse:
        try:
            send_code(self)
        except DomainError as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("A new code is on its way."))
        return redirect(self.draft.url("confirm"))


class ConfirmView(StepView):
    """Only who has the code learns whether the address has an account, and signs in then; what was typed is kept."""

    step, following, title = "confirm", "identifiers", gettext_lazy("Confirm the address")
    template_name = "joining/confirm.html"

    def form(self, data: Any = None) -> forms.Form:
        return CodeForm(data)

    def go_on(self, form: forms.Form) -> HttpResponse:
        draft = self.draft
        try:
            limits.count_code_try(draft.email)
            row = actions.use_mailbox_code(
                asked=draft.asked, address=draft.email, code=form.cleaned_data["code"], by=APPLICANT
            )
        except DomainError as error:
            form.add_domain_error(error)  # type: ignore[attr-defined]  # every form here is a PortalForm
            return self.page(form)
        draft.keep(proof=[draft.email, row.public_id])
        if signed_in(self.request) is None and User.objects.filter(email__iexact=draft.email).exists():
            return self.sign_in_first()
        return self.to_next()

    def sign_in_first(self) -> HttpResponse:
        messages.info(
            self.request, _("You have an account already. Sign in to go on; what you typed is kept.")
        )
        query = urlencode({"next": self.draft.url("identifiers")})
        return redirect(f"{reverse('account_login')}?{query}")


class IdentifiersView(StepView):
    step, following, title = "identifiers", "review", gettext_lazy("MPN IDs")

    def form(self, data: Any = None) -> forms.Form:
        kept = self.draft.data.get("identifiers") or {"location": "now", "mpn_email": self.draft.email}
        return IdentifiersForm(data, initial=kept)
