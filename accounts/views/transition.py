"""The way from direct-bill partner to indirect reseller (S001): what is told of it, and its steps."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView


@method_decorator(login_not_required, name="dispatch")
class TransitionInfoView(TemplateView):
    """S001-45: the one of the two documents that tells of the whole way: S001-2, S001-3, S001-16, S001-18, S001-44."""

    template_name = "joining/transition_info.html"


@method_decorator(login_not_required, name="dispatch")
class QuestionsView(TemplateView):
    """S001-45: the other one, questions and answers."""

    template_name = "joining/transition_questions.html"
