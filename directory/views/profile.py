"""A partner's own profile (S003-7): how it stands, its words, and what everybody reads of it. Of a provider: its entry in
the official list, to look at (S000-6, S000-7)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.settings_menu import crumbs_for
from accounts.views.base import TenantView
from directory import actions, policies
from directory.badges import ENTRY_REQUESTS, PROFILES
from directory.forms import ProfileForm
from directory.models import BusinessProfile, EntryRequest, Listing, ProfileLocation
from directory.publishing import differs, preview_of
from directory.showing import Shown, shown_one
from directory.values import ProfileValues
from partnercenter.core.errors import DomainError, StaleState


class ProfilePage(TenantView):
    """A page about the organisation's own profile; one that it has not begun is empty."""

    permission = Permission.BUSINESS_PROFILE_VIEW

    @cached_property
    def profile(self) -> BusinessProfile:
        rows = BusinessProfile.objects.visible_to(self.tenant).select_related("logo")
        profile = rows.first() or BusinessProfile(tenant=self.tenant)
        profile.tenant = self.tenant
        return profile

    @cached_property
    def locations(self) -> list[ProfileLocation]:
        return list(ProfileLocation.objects.visible_to(self.tenant).in_order())

    def preview(self) -> Shown:
        """As it would be read if it were published now."""
        return shown_one(preview_of(self.profile, self.locations), logo_of=self.tenant)

    def back(self) -> HttpResponse:
        return redirect("directory:business-profile", self.tenant.slug)


class BusinessProfileView(ProfilePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing.objects.visible_to(self.tenant).first()
        profile = self.profile
        context = {
            "page_title": _("Business profile"),
            "crumbs": crumbs_for(self.actor, (_("Business profile"), "")),
            "profile": profile,
            "entry": self.preview(),
            "badge": PROFILES[profile.status],
            "locations": self.locations,
            "public_url": shown_one(listing).url if listing else "",
            "is_behind": listing and not profile.is_official and differs(listing, profile, self.locations),
            "may_edit": self.actor.may(Permission.BUSINESS_PROFILE_EDIT),
            **(self._request() if profile.is_official else {}),
        }
        return render(request, "directory/business_profile.html", context)

    def _request(self) -> dict[str, Any]:
        """S000-7: what a provider has asked the operator for."""
        made = EntryRequest.objects.visible_to(self.tenant).order_by("-id").first()
        return {
            "request_made": made,
            "request_badge": ENTRY_REQUESTS[made.status] if made else None,
            "may_ask_change": self.actor.may(Permission.ENTRY_CHANGE_ASK),
        }


class SelfKeptPage(ProfilePage):
    """What a global admin does with the profile; of a provider an operator does it (S000-7)."""

    permission = Permission.BUSINESS_PROFILE_EDIT

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.permission)
        try:
            policies.require_self_kept(self.tenant)
        except DomainError as error:
            messages.error(request, str(error.message))
            return self.back()
        return super().dispatch(request, *args, **kwargs)


class ProfileEditView(SelfKeptPage):
    """The words. Who saves second sees what somebody else wrote meanwhile, and decides (C-031)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            actions.edit_profile(values=form.profile, version=form.cleaned_data["version"], by=self.actor)
        except StaleState as error:
            theirs = form.differing(self.profile)
            return self._page(form.knowing(self.profile), conflict=error.message, theirs=theirs)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form)
        messages.success(request, _("Saved. It is public once you publish it."))
        return self.back()

    def _form(self, data: Any = None) -> ProfileForm:
        stored = ProfileValues.of(self.profile).as_dict()
        return ProfileForm(data, tenant=self.tenant, initial={**stored, "version": self.profile.version})

    def _page(self, form: ProfileForm, **more: Any) -> HttpResponse:
        context = {"page_title": _("Edit the business profile"), "form": form, **more}
        return render(self.request, "directory/profile_edit.html", context)


class ProfilePreviewView(ProfilePage):
    """As everybody would see it, before anybody does."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "page_title": _("Preview"),
            "entry": self.preview(),
            "profile": self.profile,
            "may_publish": self.actor.may(Permission.BUSINESS_PROFILE_EDIT) and not self.profile.is_official,
        }
        return render(request, "directory/profile_preview.html", context)


class ProfileStep(SelfKeptPage):
    """A button; what came of it stands on the profile's page."""

    def take(self) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        """There is nothing to see here: a bookmark leads to the profile."""
        return self.back()

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            self.take()
        except StaleState as error:
            messages.info(request, str(error.message))
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, self.said())
        return self.back()

    def said(self) -> str:
        raise NotImplementedError


class ProfilePublishView(ProfileStep):
    def take(self) -> None:
        actions.publish_profile(by=self.actor)

    def said(self) -> str:
        return _("Published. This is what everybody reads from now on.")


class ProfileWithdrawView(ProfileStep):
    def take(self) -> None:
        actions.withdraw_profile(by=self.actor)

    def said(self) -> str:
        return _("Your public page is gone. The profile is kept, and you can publish it again.")


class ProfileConfirmView(ProfileStep):
    def take(self) -> None:
        actions.confirm_profile(by=self.actor)

    def said(self) -> str:
        return _("Thank you. The profile counts as current for half a year.")
