from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from directory import actions
from directory.admin import forms
from directory.languages import in_words
from directory.models import BusinessProfile
from directory.states import Industry, ProfileStatus, Service
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site


def _is_official(row: BusinessProfile) -> bool:
    return row.is_official


@admin.register(BusinessProfile, site=site)
class BusinessProfileAdmin(OperatorAdmin):
    """Entries of providers (S000-7: operators keep them), and the profiles that other partners keep themselves."""

    operations = (
        Operation(
            "new",
            _("New entry of a provider"),
            actions.open_entry,
            explanation=_("The entry begins empty, and is in the public list once you put it there."),
            form=forms.NewEntryForm,
            right="add",
            collection=True,
        ),
        Operation(
            "describe",
            _("Edit the public entry"),
            lambda row, **data: actions.describe_entry(profile=row, **data),
            explanation=_("Of an entry in the public list the change is public at once."),
            form=forms.EntryForm,
            possible=_is_official,
        ),
        Operation(
            "logo",
            _("Change the logo"),
            lambda row, **data: actions.set_entry_logo(profile=row, **data),
            explanation=_("Without a file the logo is taken away."),
            form=forms.EntryLogoForm,
            possible=_is_official,
        ),
        Operation(
            "list",
            _("Put into the public list"),
            lambda row, by: actions.list_entry(profile=row, by=by),
            possible=lambda row: row.is_official and not row.is_published,
        ),
        Operation(
            "unlist",
            _("Take out of the public list"),
            lambda row, by: actions.unlist_entry(profile=row, by=by),
            possible=lambda row: row.is_official and row.is_published,
        ),
        Operation(
            "hold",
            _("Take the profile down"),
            lambda row, by: actions.hold_profile(profile=row, by=by),
            explanation=_("The public page is gone at once. The partner reads the reason."),
            possible=lambda row: row.is_published and not row.is_official,
        ),
        Operation(
            "release",
            _("Let it be published again"),
            lambda row, by: actions.release_profile(profile=row, by=by),
            explanation=_("The partner can publish the profile again; nothing is public until it does."),
            possible=lambda row: row.status == ProfileStatus.HELD,
        ),
    )
    list_display = ("tenant", "list_name", "status", "published_at", "confirmed_at", "held_at")
    list_filter = ("status",)
    list_select_related = ("tenant__profile",)
    search_exact = ("tenant__slug", "public_id")
    search_prefix = ("tenant__name_key",)
    search_help_text = _("The beginning of the name, or the address in URLs.")
    fields = (
        ("tenant", "list_name", "status"),
        ("published_at", "published_by", "confirmed_at", "confirmed_by"),
        ("held_at", "held_by"),
        "held_reason",
        "words",
        ("website", "linkedin", "logo"),
        ("country_names", "language_names"),
        ("service_names", "industry_names"),
        "places",
        ("version", "public_id"),
    )
    readonly_fields = ("list_name", "words", "country_names", "language_names", "service_names", "industry_names", "places")  # fmt: skip

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With what the operations ask of its organisation."""
        rows = self.get_queryset(request).select_related("tenant__profile", "tenant__country__region", "logo")
        return rows.filter(pk=object_id).first() if object_id.isdecimal() else None

    @admin.display(description=_("list"))
    def list_name(self, obj: BusinessProfile) -> Any:
        return _("Indirect providers") if obj.is_official else _("Partners")

    @admin.display(description=_("description"))
    def words(self, obj: BusinessProfile) -> SafeString:
        return format_html('<div class="operations-text">{}</div>', obj.description)

    @admin.display(description=_("countries served"))
    def country_names(self, obj: BusinessProfile) -> str:
        return _joined(map(str, Country.objects.filter(pk__in=obj.countries)))

    @admin.display(description=_("languages"))
    def language_names(self, obj: BusinessProfile) -> str:
        return _joined(map(in_words, obj.languages))

    @admin.display(description=_("services"))
    def service_names(self, obj: BusinessProfile) -> str:
        return _joined(str(Service(code).label) for code in obj.services)

    @admin.display(description=_("industries"))
    def industry_names(self, obj: BusinessProfile) -> str:
        return _joined(str(Industry(code).label) for code in obj.industries)

    @admin.display(description=_("locations"))
    def places(self, obj: BusinessProfile) -> str:
        return _joined(f"{place.name} ({place.country})" for place in obj.locations.in_order())

    def related_links(self, obj: BusinessProfile) -> list[dict[str, Any]]:
        name = "provider-detail" if obj.is_official else "partner-detail"
        url = reverse(f"directory:{name}", kwargs={"public_id": obj.tenant.public_id})
        public = [{"label": _("Its public page"), "url": url}] if obj.is_published else []
        return [*public, listing(_("Organisation"), "accounts.tenant", q=obj.tenant.slug)]


def _joined(words: Any) -> str:
    return ", ".join(words) or "–"
