from __future__ import annotations

from django.urls import include, path

from invitations import urls_candidates
from invitations.urls_landing import landing_patterns
from invitations.views import batch, bulk, change, colleagues, customers, pages, request, team

app_name = "invitations"

_pages = [
    path("indirect-resellers/request/", request.RequestPartnershipView.as_view(), name="request-partnership"),
    path("customers/request/", customers.RequestRelationshipView.as_view(), name="request-relationship"),
    path(
        "indirect-providers/<public_id:public_id>/invite/",
        customers.InviteCustomersView.as_view(),
        name="invite-customers",
    ),
    path("team/invite/", colleagues.InviteColleaguesView.as_view(), name="invite-colleagues"),
    path("team/", team.TeamListView.as_view(), name="team-list"),
    path("invitations/", pages.InvitationListView.as_view(), name="invitation-list"),
    path("invitations/requests/<uuid:batch>/", batch.BatchDetailView.as_view(), name="batch-detail"),
    path("invitations/bulk/", bulk.InvitationBulkView.as_view(), name="invitation-bulk"),
    path(
        "invitations/<public_id:public_id>/", pages.InvitationDetailView.as_view(), name="invitation-detail"
    ),
    path(
        "invitations/<public_id:public_id>/edit/", change.InvitationEditView.as_view(), name="invitation-edit"
    ),
    path(
        "invitations/<public_id:public_id>/resend/",
        change.InvitationResendView.as_view(),
        name="invitation-resend",
    ),
    path(
        "invitations/<public_id:public_id>/revoke/",
        change.InvitationRevokeView.as_view(),
        name="invitation-revoke",
    ),
]

urlpatterns = [path("t/<slug:tenant_slug>/", include([*_pages, *urls_candidates.pages])), *landing_patterns]
