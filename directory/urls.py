from __future__ import annotations

from django.urls import include, path, register_converter

from directory.converters import DigestConverter
from directory.views import (
    asking,
    entry_requests,
    lead_requests,
    leads,
    locations,
    logo,
    profile,
    provider_asking,
    public,
)

register_converter(DigestConverter, "digest")

app_name = "directory"

_profile = [
    path("", profile.BusinessProfileView.as_view(), name="business-profile"),
    path("edit/", profile.ProfileEditView.as_view(), name="profile-edit"),
    path("preview/", profile.ProfilePreviewView.as_view(), name="profile-preview"),
    path("publish/", profile.ProfilePublishView.as_view(), name="profile-publish"),
    path("withdraw/", profile.ProfileWithdrawView.as_view(), name="profile-withdraw"),
    path("confirm/", profile.ProfileConfirmView.as_view(), name="profile-confirm"),
    path("request/", entry_requests.EntryRequestView.as_view(), name="entry-request"),
    path("logo/", logo.LogoEditView.as_view(), name="logo-edit"),
    path("logo/remove/", logo.LogoRemoveView.as_view(), name="logo-remove"),
    path("logo/<digest:digest>/", logo.OwnLogoView.as_view(), name="own-logo"),
    path("locations/add/", locations.LocationAddView.as_view(), name="location-add"),
    path("locations/<public_id:location_id>/", locations.LocationEditView.as_view(), name="location-edit"),
    path(
        "locations/<public_id:location_id>/remove/",
        locations.LocationRemoveView.as_view(),
        name="location-remove",
    ),
]

_leads = [
    path("", leads.LeadListView.as_view(), name="lead-list"),
    path("export/", leads.LeadExportView.as_view(), name="lead-export"),
    path("<public_id:lead_id>/", leads.LeadDetailView.as_view(), name="lead-detail"),
    path("<public_id:lead_id>/accept/", leads.LeadAcceptView.as_view(), name="lead-accept"),
    path("<public_id:lead_id>/decline/", leads.LeadDeclineView.as_view(), name="lead-decline"),
    path("<public_id:lead_id>/edit/", leads.LeadEditView.as_view(), name="lead-edit"),
    path("<public_id:lead_id>/archive/", leads.LeadArchiveView.as_view(), name="lead-archive"),
    path(
        "<public_id:lead_id>/request-relationship/",
        lead_requests.LeadRelationshipView.as_view(),
        name="lead-relationship",
    ),
    path(
        "<public_id:lead_id>/request-partnership/",
        lead_requests.LeadPartnershipView.as_view(),
        name="lead-partnership",
    ),
]

_asking = [
    path("", asking.PartnerAskView.as_view(), name="ask"),
    path("confirm/", asking.AskConfirmView.as_view(), name="ask-confirm"),
    path("code/", asking.AskCodeView.as_view(), name="ask-code"),
    path("sent/", asking.AskSentView.as_view(), name="ask-sent"),
]

urlpatterns = [
    path("t/<slug:tenant_slug>/leads/", include(_leads)),
    path(
        "t/<slug:tenant_slug>/indirect-providers/ask/<public_id:public_id>/",
        provider_asking.ProviderAskView.as_view(),
        name="provider-ask",
    ),
    path("t/<slug:tenant_slug>/settings/business-profile/", include(_profile)),
    path("providers/", public.ProviderListView.as_view(), name="provider-list"),
    path("providers/<public_id:public_id>/", public.ProviderDetailView.as_view(), name="provider-detail"),
    path(
        "providers/<public_id:public_id>/ask/",
        provider_asking.ProviderAskChoiceView.as_view(),
        name="provider-ask-choice",
    ),
    path("partners/<public_id:public_id>/ask/", include(_asking)),
    path("partners/", public.PartnerListView.as_view(), name="partner-list"),
    path("partners/<public_id:public_id>/", public.PartnerDetailView.as_view(), name="partner-detail"),
    path("logos/<digest:digest>/", public.LogoView.as_view(), name="logo"),
    path("programme/", public.ProgrammeView.as_view(), name="programme"),
]
