"""A customer without an account, or without an organisation, makes one on the way and comes back to the invitation;
likewise a colleague without an account.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import Cloud
from customers.actions import create_customer
from customers.forms import CompanyForm
from invitations import actions, limits
from invitations.cases import Case
from invitations.forms_landing import SignUpForm
from invitations.views.proven import ProvenView, signed_in
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError


class SignUpBase(ProvenView):
    @property
    def may_sign_up(self) -> bool:
        """Customers, and colleagues; the global admin of a partner came with its enrolment."""
        is_meant = self.invitation.is_for_customer or self.invitation.is_for_colleague
        return is_meant and self.case == Case.SIGN_IN


class CodeView(SignUpBase):
    """Sends the code. The answer is the same whether or not the address has an account."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if not self.may_sign_up:
            return redirect(self.url)
        try:
            actions.send_code(invitation=self.invitation, generation=self.generation)
        except DomainError as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("A code is on its way to the invited address."))
        return redirect(self.url_of("sign-up"))


class SignUpView(SignUpBase):
    """The code, a name and a password make an account; its owner is signed in and back at the invitation."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._page(self._form()) if self.may_sign_up else redirect(self.url)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if not self.may_sign_up:
            return redirect(self.url)
        form = self._form(request.POST)
        return self._join(form) if form.is_valid() else self._page(form)

    def _join(self, form: SignUpForm) -> HttpResponse:
        try:
            limits.count_code_try(self.invitation)
            user = actions.create_account(
                invitation=self.invitation,
                generation=self.generation,
                code=form.cleaned_data["code"],
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password1"],
                language=get_language() or self.invitation.language,
            )
        except DomainError as error:
            if error.code == "email_taken":
                messages.info(self.request, _("You have an account already. Sign in, or reset the password."))
                return redirect(self.sign_in_url)
            form.add_domain_error(error)
            return self._page(form)
        get_adapter().login(self.request, user)
        messages.success(self.request, _("Your account is ready, and you are signed in."))
        return redirect(self.url)

    def _form(self, data: Any = None) -> SignUpForm:
        return SignUpForm(data, email=self.invitation.recipient_email)

    def _page(self, form: SignUpForm) -> HttpResponse:
        return render(self.request, "invitations/landing/sign_up.html", {**self.frame(), "form": form})


class OrganisationView(ProvenView):
    """Reference 3.3: the customer itself makes its organisation; whoever does is its first global admin."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._page(self._form()) if self.may_create else redirect(self.url)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if self.case == Case.SIGN_IN:
            return self.sign_in_first(*CompanyForm.base_fields)
        user = signed_in(request)
        if user is None or not self.may_create:
            return redirect(self.url)
        form = self._form(request.POST)
        return self._create(form, user) if form.is_valid() else self._page(form)

    def _create(self, form: CompanyForm, user: User) -> HttpResponse:
        groups = (candidate.tenant.company_group for candidate in self.facts.candidates)
        try:
            tenant = create_customer(
                **form.company,
                cloud=Cloud(self.invitation.inviter.cloud),
                details=form.details,
                company_group=next(filter(None, groups), ""),
                admin=user,
                by=Actor(user, None),
            )
        except DomainError as error:
            self.assess()
            if not self.may_create:  # the same button pressed twice
                return redirect(self.url)
            form.add_domain_error(error)
            return self._page(form)
        messages.success(self.request, _("%(name)s is set up. You are its global admin.") % {"name": tenant})
        return redirect(self.url)

    def _form(self, data: Any = None) -> CompanyForm:
        countries = list(self.invitation.inviter.region.countries.all())
        return CompanyForm(data, countries=countries, initial={**self._known(), **self.kept()})

    def _known(self) -> dict[str, str]:
        """What need not be typed again."""
        user = signed_in(self.request)
        first, _space, last = user.full_name.rpartition(" ") if user else ("", "", "")
        return {
            "country_code": self.invitation.inviter.country_id,
            "first_name": first[:50],
            "last_name": last[:50],
            "email": user.email if user else "",
            "language": get_language() or "",
        }

    def _page(self, form: CompanyForm) -> HttpResponse:
        return render(self.request, "invitations/landing/organisation.html", {**self.frame(), "form": form})
