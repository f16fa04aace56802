"""Regions and countries: editable data."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.admin import forms
from accounts.models import Country, Region
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site


@admin.register(Region, site=site)
class RegionAdmin(OperatorAdmin):
    operations = (
        Operation(
            "new", _("New region"), actions.save_region, form=forms.RegionForm, right="add", collection=True
        ),
        Operation(
            "rename",
            _("Rename"),
            lambda row, **data: actions.save_region(region=row, **data),
            form=forms.RenameRegionForm,
        ),
    )
    list_display = ("name",)
    ordering = ("name",)
    fields = ("name",)

    def related_links(self, obj: Region) -> list[dict[str, Any]]:
        return [listing(_("Countries"), "accounts.country", region__id__exact=obj.pk)]


@admin.register(Country, site=site)
class CountryAdmin(OperatorAdmin):
    operations = (
        Operation(
            "new",
            _("New country"),
            actions.save_country,
            form=forms.CountryForm,
            right="add",
            collection=True,
        ),
        Operation(
            "facts",
            _("Change name, currency or region"),
            lambda row, **data: actions.save_country(code=row.pk, **data),
            explanation=_(
                "Another region takes effect on new partnerships and invitations; existing ones stay."
            ),
            form=forms.CountryFactsForm,
        ),
    )
    list_display = ("name", "code", "region", "currency")
    list_filter = ("region",)
    list_select_related = ("region",)
    ordering = ("name",)
    search_exact = ("code", "name")
    search_help_text = _("The ISO code, or the whole name.")
    fields = (("code", "name"), ("region", "currency"))

    def history_of(self, obj: Country) -> Region:
        return obj.region
