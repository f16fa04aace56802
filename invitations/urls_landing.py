"""The link and the pages behind it; public, because one reads who asks before signing in."""

from __future__ import annotations

from django.urls import URLPattern, path

from invitations.views import joining, landing

landing_patterns: list[URLPattern] = [
    path("i/<path:token>/", landing.LinkView.as_view(), name="link"),
    path("invitation/<public_id:public_id>/", landing.LandingView.as_view(), name="landing"),
    path("invitation/<public_id:public_id>/accept/", landing.AcceptView.as_view(), name="accept"),
    path("invitation/<public_id:public_id>/decline/", landing.DeclineView.as_view(), name="decline"),
    path("invitation/<public_id:public_id>/unexpected/", landing.UnexpectedView.as_view(), name="unexpected"),
    path("invitation/<public_id:public_id>/opt-out/", landing.OptOutView.as_view(), name="opt-out"),
    path("invitation/<public_id:public_id>/ask-again/", landing.AskAgainView.as_view(), name="ask-again"),
    path("invitation/<public_id:public_id>/code/", joining.CodeView.as_view(), name="code"),
    path("invitation/<public_id:public_id>/sign-up/", joining.SignUpView.as_view(), name="sign-up"),
    path(
        "invitation/<public_id:public_id>/organisation/",
        joining.OrganisationView.as_view(),
        name="organisation",
    ),
]
