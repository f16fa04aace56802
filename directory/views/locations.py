"""The locations of the profile: up to five a country, each shown on the public page or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.forms_location import LocationForm
from directory.models import ProfileLocation
from directory.values import LocationValues
from directory.views.profile import SelfKeptPage
from partnercenter.core.errors import DomainError


class LocationAddView(SelfKeptPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form(initial={"country": self.tenant.country_id}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid() or form.values is None:
            return self._page(form)
        try:
            actions.add_location(values=form.values, by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form)
        messages.success(
            request, _("The location has been added. It is public once you publish the profile.")
        )
        return self.back()

    def _form(self, *args: Any, **kwargs: Any) -> LocationForm:
        return LocationForm(*args, countries=list(self.tenant.region.countries.all()), **kwargs)

    def _page(self, form: LocationForm, **more: Any) -> HttpResponse:
        context = {"page_title": _("Add a location"), "form": form, **more}
        return render(self.request, "directory/location_edit.html", context)


class _OneLocation(LocationAddView):
    def found(self, location_id: str) -> ProfileLocation:
        rows = ProfileLocation.objects.visible_to(self.tenant).select_related("country")
        return get_object_or_404(rows, public_id=location_id)


class LocationEditView(_OneLocation):
    def get(self, request: HttpRequest, location_id: str) -> HttpResponse:  # type: ignore[override]
        location = self.found(location_id)
        stored = LocationValues.of(location).as_dict() | {"country": location.country_id}
        return self._page(self._form(initial=stored), page_title=location.name, location=location)

    def post(self, request: HttpRequest, location_id: str) -> HttpResponse:  # type: ignore[override]
        location = self.found(location_id)
        form = self._form(request.POST)
        more = {"page_title": location.name, "location": location}
        if not form.is_valid() or form.values is None:
            return self._page(form, **more)
        try:
            actions.edit_location(location=location, values=form.values, by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form, **more)
        messages.success(
            request, _("The location has been saved. It is public once you publish the profile.")
        )
        return self.back()


class LocationRemoveView(_OneLocation):
    def get(self, request: HttpRequest, location_id: str) -> HttpResponse:  # type: ignore[override]
        """There is nothing to see here: a bookmark leads to the location."""
        location = self.found(location_id)
        return redirect("directory:location-edit", self.tenant.slug, location.public_id)

    def post(self, request: HttpRequest, location_id: str) -> HttpResponse:  # type: ignore[override]
        location = self.found(location_id)
        actions.remove_location(location=location, by=self.actor)
        messages.success(
            request, _("The location has been removed. Publish the profile to take it off the public page.")
        )
        return self.back()
