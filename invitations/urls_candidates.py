"""Addresses of imported customers who are asked for a relationship (S003-8, D4)."""

from __future__ import annotations

from django.urls import URLPattern, path

from invitations.views import candidates

pages: list[URLPattern] = [
    path("customers/candidates/", candidates.CandidateListView.as_view(), name="candidate-list"),
    path("customers/candidates/invite/", candidates.CandidatesInviteView.as_view(), name="candidates-invite"),
]
