"""The portal's addresses: one include per app, nothing hidden."""

from __future__ import annotations

from django.urls import include, path, register_converter

from partnercenter.core.admin_site import site
from partnercenter.core.ids import PublicIdConverter

register_converter(PublicIdConverter, "public_id")

urlpatterns = [
    path("admin/", site.urls),
    path("accounts/", include("accounts.urls_signin")),
    path("", include("partnercenter.core.urls")),
    path("", include("accounts.urls")),
    path("", include("invitations.urls")),
    path("", include("relationships.urls")),
    path("", include("customers.urls")),
    path("", include("subscriptions.urls")),
    path("", include("directory.urls")),
]

handler400 = "partnercenter.core.views.errors.bad_request"
handler403 = "partnercenter.core.views.errors.forbidden"
handler404 = "partnercenter.core.views.errors.not_found"
handler500 = "partnercenter.core.views.errors.server_error"
