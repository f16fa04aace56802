"""The last step of joining: everything once more, and then all of it comes into being, or nothing."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions, limits
from accounts.forms_joining import ReviewForm
from accounts.models import Enrolment
from accounts.views.joining import JoiningView, StepView, signed_in
from partnercenter.core.errors import DomainError


class ReviewView(StepView):
    """Everything once more; the last button makes all of it, or nothing. Twice is once."""

    step, title = "review", gettext_lazy("Review")
    template_name = "joining/review.html"
    button = gettext_lazy("Submit application")

    def nothing_kept(self, request: HttpRequest) -> HttpResponse:
        """The same button pressed twice: the first answer has taken the application away (C-021, C-022)."""
        form = ReviewForm(request.POST, needs_account=False, email="", key="")
        form.full_clean()
        key = form.cleaned_data.get("submission") if request.method == "POST" else None
        if key and Enrolment.objects.filter(key=key).exists():
            return redirect("joining:received")
        return super().nothing_kept(request)

    def form(self, data: Any = None) -> forms.Form:
        needs_account = signed_in(self.request) is None
        draft = self.draft
        return ReviewForm(
            data,
            needs_account=needs_account,
            email=draft.email,
            name=draft.contact_name,
            key=draft.data["key"],
        )

    def go_on(self, form: forms.Form) -> HttpResponse:
        user = signed_in(self.request)
        try:
            limits.count_application(self.network)
            enrolment = actions.join_programme(
                application=self.draft.application,
                proof=self.draft.proof,
                user=user,
                password=form.cleaned_data.get("password1", ""),
            )
        except DomainError as error:
            return self._refused(form, error)
        self.draft.forget()
        if user is None:
            get_adapter().login(self.request, enrolment.applied_by)
        messages.success(self.request, _words_of(enrolment))
        return redirect("accounts:overview", tenant_slug=enrolment.tenant.slug)

    def _refused(self, form: forms.Form, error: DomainError) -> HttpResponse:
        """Beside nothing on this page: each sentence says where it belongs. The mailbox is proven, so more is told."""
        message = error.message
        if error.code == "domain_taken":
            message = _(
                "An organisation with this domain is in Partner Center already. Ask its global admin to add you, or write"
                " to the operator."
            )
        elif error.code == "email_taken":
            message = _("This address has an account already. Sign in first; what you typed is kept.")
        form.add_error(None, forms.ValidationError(message, code=error.code))
        return self.page(form)


def _words_of(enrolment: Enrolment) -> str:
    if enrolment.is_waiting:
        return _("Your application has been received. An operator decides within five business days.")
    return _("Your organisation is enrolled. You are its global admin.")


class ReceivedView(JoiningView):
    """For whoever pressed the last button twice, and was answered once."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "joining/received.html")
