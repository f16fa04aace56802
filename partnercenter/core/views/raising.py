"""Where operators raise their rights, and give them back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from partnercenter.core import proof, raising
from partnercenter.core.actor import OperatorActor
from partnercenter.core.forms import CleanTextField, PortalForm
from partnercenter.core.onward import onward
from partnercenter.core.sessions import SIGN_IN


class RaiseForm(PortalForm):
    reason = CleanTextField(
        label=gettext_lazy("Reason"),
        max_length=500,
        rows=3,
        help_text=gettext_lazy(
            "What you are going to do, and who asked for it. It is kept in the audit log."
        ),
    )


class RaiseRightsView(View):
    """`site`: the admin site whose frame the page stands in."""

    site: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not raising.may_raise(request.user):
            raise PermissionDenied
        if not proof.is_recent(request):
            return proof.ask(request)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return answer

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._on() if raising.rights_of(request) else self._page(RaiseForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RaiseForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        by = OperatorActor(request.user, form.cleaned_data["reason"])
        raising.raise_rights(sign_in=request.session.get(SIGN_IN, ""), by=by)
        return self._on()

    def _on(self) -> HttpResponse:
        return redirect(onward(self.request) or "admin:index")

    def _page(self, form: RaiseForm, status: int = 200) -> HttpResponse:
        context = {
            **self.site.each_context(self.request),
            "title": _("Raise your rights"),
            "form": form,
            "next": onward(self.request),
        }
        return TemplateResponse(self.request, "admin/raise_rights.html", context, status=status)


class LowerRightsView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        raising.lower_rights(by=OperatorActor(request.user, ""))
        messages.success(request, _("Your rights are what they were: you only look."))
        return redirect("admin:index")
