from __future__ import annotations

from django.urls import URLPattern, path

from subscriptions.views.reassign import ReassignResellerView, ReassignSupportView
from subscriptions.views.reassignments import (
    ReassignmentDetailView,
    ReassignmentLeftView,
    ReassignmentListView,
)

pages: list[URLPattern] = [
    path("subscriptions/reassign/", ReassignResellerView.as_view(), name="reassign"),
    path("subscriptions/reassign/support-contact/", ReassignSupportView.as_view(), name="reassign-support"),
    path("subscriptions/reassignments/", ReassignmentListView.as_view(), name="reassignment-list"),
    path(
        "subscriptions/reassignments/<public_id:reassignment_id>/",
        ReassignmentDetailView.as_view(),
        name="reassignment-detail",
    ),
    path(
        "subscriptions/reassignments/<public_id:reassignment_id>/not-changed.csv",
        ReassignmentLeftView.as_view(),
        name="reassignment-left",
    ),
]
