from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Agreement
from accounts.permissions import Permission
from accounts.states import AgreementKind
from customers.actions import attest_customer_agreement, change_details
from customers.conflict import choices_of
from customers.details import Details
from customers.forms import DetailsForm
from customers.forms_partner import AttestForm
from customers.held import Held, held
from customers.views.account import CustomerView
from partnercenter.core.errors import DomainError, StaleState


class CustomerChangeView(CustomerView):
    """A change to the account of a customer that the partner serves now; else its page says that it does not."""

    def refused(self, found: Held) -> HttpResponse | None:
        if found.is_active:
            return None
        messages.error(self.request, _("The relationship has ended, so nothing can be changed here."))
        return self.back(found)

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = held(self.tenant, public_id)
        return self.refused(found) or self.show(found)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = held(self.tenant, public_id)
        return self.refused(found) or self.change(found)

    def show(self, found: Held) -> HttpResponse:
        raise NotImplementedError

    def change(self, found: Held) -> HttpResponse:
        raise NotImplementedError


class CustomerEditView(CustomerChangeView):
    """Billing and company details. Who saves second is shown both versions and chooses."""

    permission = Permission.CUSTOMER_EDIT

    def show(self, found: Held) -> HttpResponse:
        return self._page(found, DetailsForm(initial=_stored(found), country=found.customer.country))

    def change(self, found: Held) -> HttpResponse:
        form = DetailsForm(
            self.request.POST,
            initial=_stored(found),  # the state in it may be one that the country's list no longer has
            country=found.customer.country,
            partner_domain=self.tenant.domain,
        )
        if not form.is_valid():
            return self._page(found, form)
        version = form.cleaned_data["version"]
        try:
            change_details(customer=found.customer, version=version, details=form.details, by=self.actor)
        except StaleState:
            return self._conflict(held(self.tenant, found.customer.public_id), form)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(found, form)
        messages.success(self.request, _("The details have been saved."))
        return self.back(found)

    def _page(self, found: Held, form: DetailsForm) -> HttpResponse:
        title = _("Edit billing and company details")
        return self.page(found, "customers/customer_edit.html", page_title=title, form=form)

    def _conflict(self, found: Held, form: DetailsForm) -> HttpResponse:
        if found.details is None:
            form.add_error(
                None, _("These details are not there any more. Copy what you typed if you need it.")
            )
            return self._page(found, form)
        return self.page(
            found,
            "customers/customer_conflict.html",
            page_title=_("Somebody changed these details meanwhile"),
            rows=choices_of(form, Details.of(found.details)),
            current=DetailsForm(initial=_stored(found), country=found.customer.country),
        )


def _stored(found: Held) -> dict[str, object]:
    """What the form begins with; a customer without details has version 0."""
    details = found.details
    return {**Details.of(details).as_dict(), "version": details.version} if details else {"version": 0}


class CustomerAttestView(CustomerChangeView):
    """Reference 3.4: the partner that orders says who of the customer accepted the agreement, and when."""

    permission = Permission.MCA_ATTEST

    def refused(self, found: Held) -> HttpResponse | None:
        if found.is_active and not found.ordering:
            messages.error(self.request, _("As a reseller you do not attest it: the provider does."))
            return self.back(found)
        return super().refused(found)

    def show(self, found: Held) -> HttpResponse:
        details = found.details
        known = (
            {"signer_name": details.contact_name, "email": details.email, "phone": details.phone}
            if details
            else {}
        )
        return self._page(found, AttestForm(initial=known, country_code=found.customer.country_id))

    def change(self, found: Held) -> HttpResponse:
        form = AttestForm(self.request.POST, country_code=found.customer.country_id)
        agreement = Agreement.objects.current(AgreementKind.MCA)
        if agreement is None or not form.is_valid():
            return self._page(found, form)
        try:
            attest_customer_agreement(
                customer=found.customer, agreement=agreement, by=self.actor, **form.signer
            )
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(found, form)
        messages.success(self.request, _("The customer agreement is attested."))
        return self.back(found)

    def _page(self, found: Held, form: AttestForm) -> HttpResponse:
        return self.page(
            found,
            "customers/customer_attest.html",
            page_title=_("Attest the customer agreement"),
            form=form,
            agreement=Agreement.objects.current(AgreementKind.MCA),
        )
