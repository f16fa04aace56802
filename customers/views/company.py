"""A customer's own company details: read and corrected by its global admins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.actions import change_details
from customers.conflict import choices_of
from customers.details import Details
from customers.forms import DetailsForm
from customers.models import Customer
from partnercenter.core.errors import DomainError, StaleState


class CompanyView(TenantView):
    permission = Permission.COMPANY_EDIT

    def stored(self) -> Customer | None:
        return Customer.objects.visible_to(self.tenant).filter(tenant=self.tenant).first()

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "customers/company.html", {"tenant": self.tenant, "details": self.stored()})


class CompanyEditView(CompanyView):
    """Who saves second is shown both versions and chooses: a partner may edit the same details."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        version = form.cleaned_data["version"]
        try:
            change_details(customer=self.tenant, version=version, details=form.details, by=self.actor)
        except StaleState:
            return self._conflict(form)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form)
        messages.success(request, _("The details have been saved."))
        return redirect("customers:company", self.tenant.slug)

    def _form(self, data: Any = None) -> DetailsForm:
        stored = self.stored()
        initial = {**Details.of(stored).as_dict(), "version": stored.version} if stored else {"version": 0}
        return DetailsForm(data, initial=initial, country=self.tenant.country)

    def _page(self, form: DetailsForm) -> HttpResponse:
        context = {"page_title": _("Edit company details"), "form": form}
        return render(self.request, "customers/company_edit.html", context)

    def _conflict(self, form: DetailsForm) -> HttpResponse:
        stored = self.stored()
        if stored is None:
            form.add_error(
                None, _("These details are not there any more. Copy what you typed if you need it.")
            )
            return self._page(form)
        context = {
            "page_title": _("Somebody changed these details meanwhile"),
            "rows": choices_of(form, Details.of(stored)),
            "current": self._form(),
        }
        return render(self.request, "customers/company_conflict.html", context)
