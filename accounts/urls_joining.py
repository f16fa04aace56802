from __future__ import annotations

from django.urls import path

from accounts.views import joining, joining_review, transition

app_name = "joining"
_STEPS = {
    "programme": joining.ProgrammeView,
    "company": joining.CompanyView,
    "contact": joining.ContactView,
    "confirm": joining.ConfirmView,
    "code": joining.CodeView,
    "identifiers": joining.IdentifiersView,
    "review": joining_review.ReviewView,
}

urlpatterns = [
    path("", joining.StartView.as_view(), name="start"),
    path("transition/", transition.TransitionInfoView.as_view(), name="transition-info"),
    path("transition/questions/", transition.QuestionsView.as_view(), name="transition-questions"),
    path("received/", joining_review.ReceivedView.as_view(), name="received"),
    *(
        path(f"<public_id:application_id>/{name}/", view.as_view(), name=name)
        for name, view in _STEPS.items()
    ),
]
