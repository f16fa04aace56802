"""The location a partner transacts with, added where it was postponed (reference 3.2)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.actions import add_location
from accounts.forms_enrolling import LocationForm
from accounts.models import Location
from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError


class LocationAddView(TenantView):
    """There is one; who has it is led to the profile."""

    permission = Permission.PROGRAMME_ENROL

    def get(self, request: HttpRequest) -> HttpResponse:
        if Location.objects.visible_to(self.tenant).filter(is_default=True).exists():
            return redirect("accounts:profile", tenant_slug=self.tenant.slug)
        return self._page(LocationForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LocationForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            add_location(tenant=self.tenant, mpn_id=form.cleaned_data["mpn_id"], by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form)
        messages.success(request, _("The location has been added. Your organisation transacts with it."))
        return redirect("accounts:profile", tenant_slug=self.tenant.slug)

    def _page(self, form: LocationForm) -> HttpResponse:
        return render(
            self.request, "accounts/location_add.html", {"form": form, "page_title": _("Add location")}
        )
