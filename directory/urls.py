from __future__ import annotations

from django.urls import include, path, register_converter

from directory.converters import DigestConverter
from directory.views import locations, logo, profile, public

register_converter(DigestConverter, "digest")

app_name = "directory"

_profile = [
    path("", profile.BusinessProfileView.as_view(), name="business-profile"),
    path("edit/", profile.ProfileEditView.as_view(), name="profile-edit"),
    path("preview/", profile.ProfilePreviewView.as_view(), name="profile-preview"),
    path("publish/", profile.ProfilePublishView.as_view(), name="profile-publish"),
    path("withdraw/", profile.ProfileWithdrawView.as_view(), name="profile-withdraw"),
    path("confirm/", profile.ProfileConfirmView.as_view(), name="profile-confirm"),
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

urlpatterns = [
    path("t/<slug:tenant_slug>/settings/business-profile/", include(_profile)),
    path("providers/", public.ProviderListView.as_view(), name="provider-list"),
    path("providers/<public_id:public_id>/", public.ProviderDetailView.as_view(), name="provider-detail"),
    path("partners/", public.PartnerListView.as_view(), name="partner-list"),
    path("partners/<public_id:public_id>/", public.PartnerDetailView.as_view(), name="partner-detail"),
    path("logos/<digest:digest>/", public.LogoView.as_view(), name="logo"),
    path("programme/", public.ProgrammeView.as_view(), name="programme"),
]
