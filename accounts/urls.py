from __future__ import annotations

from django.urls import include, path

from accounts.views import (
    account,
    activity,
    agreement_text,
    agreements,
    enrolling,
    inbox,
    incentives,
    location,
    mails,
    members,
    organisations,
    overview,
    personal,
    profile,
    programme,
    settings,
    temporary,
    visits,
)

_accounts = [
    path("account/", account.ProfileView.as_view(), name="account"),
    path("account/sessions/", account.SessionListView.as_view(), name="session-list"),
    path("account/sessions/end-others/", account.OtherSessionsEndView.as_view(), name="other-sessions-end"),
    path("account/sessions/<public_id:public_id>/end/", account.SessionEndView.as_view(), name="session-end"),
    path("account/data/", personal.YourDataView.as_view(), name="your-data"),
    path("account/data/file/", personal.DataFileView.as_view(), name="data-file"),
    path("organisations/", organisations.OrganisationListView.as_view(), name="organisation-list"),
    path("stop/<str:stop_token>/", mails.MailStopView.as_view(), name="mail-stop"),
    path("visits/end/", visits.VisitEndView.as_view(), name="visit-end"),
    path("t/<slug:tenant_slug>/", overview.OverviewView.as_view(), name="overview"),
    path("t/<slug:tenant_slug>/agreements/", agreements.AgreementListView.as_view(), name="agreement-list"),
    path(
        "t/<slug:tenant_slug>/agreements/text/",
        agreement_text.AgreementTextView.as_view(),
        name="agreement-text",
    ),
    path("t/<slug:tenant_slug>/agreements/mpa/", agreements.MpaSignView.as_view(), name="mpa-sign"),
    path("t/<slug:tenant_slug>/agreements/mca/", agreements.McaAcceptView.as_view(), name="mca-accept"),
    path("t/<slug:tenant_slug>/incentives/", incentives.IncentivesView.as_view(), name="incentives"),
    path("t/<slug:tenant_slug>/enroll/", enrolling.EnrolView.as_view(), name="enrol"),
    path(
        "t/<slug:tenant_slug>/agreements/indirect-reseller/",
        enrolling.ResellerAgreementView.as_view(),
        name="reseller-agreement",
    ),
    path("t/<slug:tenant_slug>/settings/", settings.SettingsView.as_view(), name="settings"),
    path("t/<slug:tenant_slug>/settings/mails/", mails.MailsView.as_view(), name="mails"),
    path("t/<slug:tenant_slug>/settings/profile/", profile.ProfileView.as_view(), name="profile"),
    path(
        "t/<slug:tenant_slug>/settings/profile/location/",
        location.LocationAddView.as_view(),
        name="location-add",
    ),
    path(
        "t/<slug:tenant_slug>/settings/profile/program/",
        programme.ProgramInfoView.as_view(),
        name="program-info",
    ),
    path(
        "t/<slug:tenant_slug>/temporary-passwords/<public_id:public_id>/",
        temporary.TemporaryPasswordView.as_view(),
        name="temporary-password",
    ),
]

_activity = [
    path("t/<slug:tenant_slug>/activity/", activity.ActivityListView.as_view(), name="activity-list"),
    path(
        "t/<slug:tenant_slug>/activity/export/",
        activity.ActivityExportView.as_view(),
        name="activity-export",
    ),
    path(
        "t/<slug:tenant_slug>/own-activity/",
        activity.OwnActivityListView.as_view(),
        name="own-activity-list",
    ),
    path(
        "t/<slug:tenant_slug>/own-activity/export/",
        activity.OwnActivityExportView.as_view(),
        name="own-activity-export",
    ),
]

_INBOX = "t/<slug:tenant_slug>/notifications/"
_inbox = [
    path(_INBOX, inbox.NotificationListView.as_view(), name="notification-list"),
    path(f"{_INBOX}read/", inbox.NotificationsReadView.as_view(), name="notifications-read"),
    path(
        f"{_INBOX}<public_id:notification_id>/read/",
        inbox.NotificationReadView.as_view(),
        name="notification-read",
    ),
]

_MEMBER = "t/<slug:tenant_slug>/team/<public_id:member_id>/"
_members = [
    path("t/<slug:tenant_slug>/leave/", members.LeaveView.as_view(), name="leave"),
    path(_MEMBER, members.MemberDetailView.as_view(), name="member-detail"),
    path(f"{_MEMBER}roles/", members.MemberRolesView.as_view(), name="member-roles"),
    path(f"{_MEMBER}block/", members.MemberBlockView.as_view(), name="member-block"),
    path(f"{_MEMBER}unblock/", members.MemberUnblockView.as_view(), name="member-unblock"),
    path(f"{_MEMBER}remove/", members.MemberRemoveView.as_view(), name="member-remove"),
]

urlpatterns = [
    path("", organisations.HomeView.as_view(), name="home"),
    path("", include(([*_accounts, *_activity, *_inbox, *_members], "accounts"))),
    path("join/", include("accounts.urls_joining")),
]
