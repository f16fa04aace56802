"""What happens around being found, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from directory.languages import in_words
from directory.models import BusinessProfile, EntryRequest, ProfileLocation
from directory.states import Industry, Service
from partnercenter.core.sentences import Field, Sentence, fields_of, register

_PROFILES = {
    "business_profile.edited": Sentence(gettext_noop("%(who)s changed the business profile."), "edit"),
    "business_profile.logo_changed": Sentence(
        gettext_noop("%(who)s changed the logo of the business profile."), "edit"
    ),
    "business_profile.published": Sentence(
        gettext_noop("%(who)s published the business profile."), "check-circle", "success"
    ),
    "business_profile.withdrawn": Sentence(
        gettext_noop("%(who)s took the business profile off the public page."), "minus-circle"
    ),
    "business_profile.confirmed": Sentence(
        gettext_noop("%(who)s confirmed that the business profile is current."), "check", "success"
    ),
    "business_profile.held": Sentence(
        gettext_noop("%(who)s took the business profile of %(organisation)s down."), "x-circle", "danger"
    ),
    "business_profile.released": Sentence(
        gettext_noop("%(who)s let %(organisation)s publish its business profile again."), "check", "success"
    ),
}

_LOCATIONS = {
    "profile_location.added": Sentence(
        gettext_noop("%(who)s added the location %(object)s to the business profile."), "plus", "success"
    ),
    "profile_location.edited": Sentence(
        gettext_noop("%(who)s changed the location %(object)s of the business profile."), "edit"
    ),
    "profile_location.removed": Sentence(
        gettext_noop("%(who)s removed the location %(object)s from the business profile."), "x", "danger"
    ),
}

_ENTRIES = {
    "directory_entry.opened": Sentence(
        gettext_noop("%(who)s began an entry of %(organisation)s for the public list of indirect providers."),
        "plus",
    ),
    "directory_entry.edited": Sentence(
        gettext_noop("%(who)s changed the entry of %(organisation)s in the public list."), "edit"
    ),
    "directory_entry.logo_changed": Sentence(
        gettext_noop("%(who)s changed the logo of %(organisation)s in the public list."), "edit"
    ),
    "directory_entry.listed": Sentence(
        gettext_noop("%(who)s put %(organisation)s on the public list of indirect providers."),
        "plus",
        "success",
    ),
    "directory_entry.unlisted": Sentence(
        gettext_noop("%(who)s took %(organisation)s off the public list of indirect providers."),
        "minus-circle",
    ),
}


_REQUESTS = {
    "entry_request.asked": Sentence(
        gettext_noop("%(who)s asked the operator to change the entry of %(organisation)s."), "mail", "info"
    ),
    "entry_request.done": Sentence(
        gettext_noop("%(who)s changed the entry of %(organisation)s as it was asked for."),
        "check",
        "success",
    ),
    "entry_request.declined": Sentence(
        gettext_noop("%(who)s left the entry of %(organisation)s as it is."), "x", "danger"
    ),
}


def register_all() -> None:
    words = fields_of(BusinessProfile, "description", "website", "linkedin", "countries")
    words |= {
        "services": Field(_("services"), Service.choices),
        "industries": Field(_("industries"), Industry.choices),
    }
    words |= {"languages": Field(_("languages"), show=in_words), "logo": Field(_("logo"))}
    register("business_profile", _("Business profile"), _PROFILES, words)
    register("directory_entry", _("Public list of indirect providers"), _ENTRIES, words)
    register(
        "entry_request",
        _("Requests to change an entry"),
        _REQUESTS,
        fields_of(EntryRequest, "answer"),
    )
    place = ("name", "country", "address_line1", "address_line2", "city", "state", "postal_code", "phone")
    register(
        "profile_location",
        _("Locations of the business profile"),
        _LOCATIONS,
        fields_of(ProfileLocation, *place, "is_published"),
    )
