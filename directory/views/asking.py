"""A customer asks a partner to get in touch (S003-7): the request, a code to the mailbox, and only then a lead.

Nothing is stored but in the visitor's own session until the code has come back; no GET confirms anything.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from accounts.actions import send_mailbox_code, use_mailbox_code
from accounts.forms_joining import CodeForm
from accounts.limits import count_code_try
from directory.actions import CUSTOMER, ask_partner
from directory.forms_leads import CustomerAskForm
from directory.models import Listing
from directory.showing import country_choices
from directory.values import LeadValues
from partnercenter.core import tenancy
from partnercenter.core.clients import client_ip, neighbourhood
from partnercenter.core.errors import DomainError, RateLimited

# In the session: {"partner", "values", "asked"}; and the code that came back last, so that one serves for several partners.
KEPT, PROOF = "asking", "asking_proof"


@method_decorator(login_not_required, name="dispatch")
class AskingView(View):
    """A page about asking one partner of the search; one that is not listed does not exist."""

    http_method_names = ["get", "head", "post"]
    listing: Listing

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.listing = get_object_or_404(Listing.objects.partners(), public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def kept(self) -> dict[str, Any]:
        """What this browser typed for this partner; empty: nothing, or it is over."""
        found: dict[str, Any] = self.request.session.get(KEPT, {})
        return found if found.get("partner") == self.listing.public_id else {}

    @property
    def network(self) -> str:
        return neighbourhood(client_ip(self.request))

    def to(self, page: str) -> HttpResponse:
        return redirect(f"directory:{page}", public_id=self.listing.public_id)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        return render(
            self.request, f"directory/{template}.html", {"listing": self.listing, **context}, status=status
        )

    def ask(self, values: LeadValues) -> HttpResponse:
        """Raises DomainError; "unproven" where this browser has not shown lately that it reads the mailbox."""
        proof = self.request.session.get(PROOF, "")
        with tenancy.system(reason="a lead of a customer who is in no organisation"):
            ask_partner(listing=self.listing, values=values, proof=proof, network=self.network)
        del self.request.session[KEPT]
        return self.to("ask-sent")

    def send_code(self) -> None:
        """Raises RateLimited."""
        kept = self.kept
        with tenancy.system(reason="a customer who is in no organisation proves a mailbox"):
            values = kept["values"]
            row = send_mailbox_code(
                address=values["email"], language=values["language"], network=self.network, by=CUSTOMER
            )
        self.request.session[KEPT] = {**kept, "asked": [*kept["asked"][-4:], row.public_id]}


class PartnerAskView(AskingView):
    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._form_page(self._form(initial=self.kept.get("values")))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if request.POST.get("fax"):
            return self.to("ask-sent")  # people see no such field; a program learns nothing
        form = self._form(request.POST)
        if not form.is_valid():
            return self._form_page(form)
        values = form.values((get_language() or "en")[:2])
        request.session[KEPT] = {"partner": public_id, "values": asdict(values), "asked": []}
        try:
            return self.ask(values)
        except RateLimited as error:
            form.add_domain_error(error)
            return self._form_page(form, status=429)
        except DomainError as error:
            if error.code != "unproven":
                form.add_domain_error(error)
                return self._form_page(form)
        return self._send(form)

    def _send(self, form: CustomerAskForm) -> HttpResponse:
        try:
            self.send_code()
        except RateLimited as error:
            form.add_domain_error(error)
            return self._form_page(form, status=429)
        return self.to("ask-confirm")

    def _form(self, *args: Any, **kwargs: Any) -> CustomerAskForm:
        return CustomerAskForm(*args, countries=country_choices(self.listing), **kwargs)

    def _form_page(self, form: CustomerAskForm, status: int = 200) -> HttpResponse:
        return self.page("ask", status, form=form)


class AskConfirmView(AskingView):
    """The code comes back, and the partner has a lead."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._code_page(CodeForm()) if self.kept else self.to("ask")

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if not self.kept:
            messages.info(request, _("What you typed is not here any more. Begin again, please."))
            return self.to("ask")
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._code_page(form)
        values = LeadValues(**self.kept["values"])
        try:
            with tenancy.system(reason="a customer who is in no organisation proves a mailbox"):
                count_code_try(values.email)
                row = use_mailbox_code(
                    asked=self.kept["asked"],
                    address=values.email,
                    code=form.cleaned_data["code"],
                    by=CUSTOMER,
                )
            request.session[PROOF] = row.public_id
            return self.ask(values)
        except DomainError as error:
            form.add_domain_error(error)
            return self._code_page(form, 429 if isinstance(error, RateLimited) else 200)

    def _code_page(self, form: CodeForm, status: int = 200) -> HttpResponse:
        return self.page("ask_confirm", status, form=form, values=self.kept["values"])


class AskCodeView(AskingView):
    """Sends the code once more."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self.to("ask-confirm")

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if not self.kept:
            return self.to("ask")
        try:
            self.send_code()
        except RateLimited as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("A new code is on its way."))
        return self.to("ask-confirm")


class AskSentView(AskingView):
    """What happens next; the same for everybody."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self.page("ask_sent")
