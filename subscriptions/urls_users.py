"""Users of a customer and their licences: a partner's side under customers/<tenant ID>/, the customer's under own/."""

from __future__ import annotations

from django.urls import URLPattern, path

from subscriptions.views import licences, users

_USER = "users/<public_id:user_id>/"
_LICENCES = f"{_USER}licences/"
_RELEASE = f"{_LICENCES}<public_id:subscription_id>/release/"

_partner = "customers/<public_id:public_id>/"
_partner_pages: list[URLPattern] = [
    path(f"{_partner}users/", users.UserListView.as_view(), name="user-list"),
    path(f"{_partner}users/add/", users.UserAddView.as_view(), name="user-add"),
    path(f"{_partner}{_USER}", users.UserDetailView.as_view(), name="user-detail"),
    path(f"{_partner}{_USER}block/", users.UserBlockView.as_view(), name="user-block"),
    path(f"{_partner}{_USER}unblock/", users.UserUnblockView.as_view(), name="user-unblock"),
    path(f"{_partner}{_USER}reset/", users.UserResetView.as_view(), name="user-reset"),
    path(f"{_partner}{_LICENCES}", licences.LicenceAssignView.as_view(), name="licence-assign"),
    path(f"{_partner}{_RELEASE}", licences.LicenceReleaseView.as_view(), name="licence-release"),
]

_own_pages: list[URLPattern] = [
    path("own/users/", users.OwnUserListView.as_view(), name="own-user-list"),
    path("own/users/add/", users.OwnUserAddView.as_view(), name="own-user-add"),
    path(f"own/{_USER}", users.OwnUserDetailView.as_view(), name="own-user-detail"),
    path(f"own/{_USER}block/", users.OwnUserBlockView.as_view(), name="own-user-block"),
    path(f"own/{_USER}unblock/", users.OwnUserUnblockView.as_view(), name="own-user-unblock"),
    path(f"own/{_USER}reset/", users.OwnUserResetView.as_view(), name="own-user-reset"),
    path(f"own/{_LICENCES}", licences.OwnLicenceAssignView.as_view(), name="own-licence-assign"),
    path(f"own/{_RELEASE}", licences.OwnLicenceReleaseView.as_view(), name="own-licence-release"),
]

pages: list[URLPattern] = [*_partner_pages, *_own_pages]
