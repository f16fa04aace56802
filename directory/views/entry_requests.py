from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from directory import actions
from directory.forms import EntryRequestForm
from directory.models import EntryRequest
from partnercenter.core.errors import DomainError, RateLimited


class EntryRequestView(TenantView):
    """S000-7: a provider says what is to change in its entry; the operator of the programme changes it."""

    permission = Permission.ENTRY_CHANGE_ASK

    @cached_property
    def waiting(self) -> EntryRequest | None:
        return EntryRequest.objects.visible_to(self.tenant).open().first()

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(EntryRequestForm(initial={"text": self.waiting.text if self.waiting else ""}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EntryRequestForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            actions.ask_for_change(text=form.cleaned_data["text"], by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form, 429 if isinstance(error, RateLimited) else 200)
        messages.success(request, _("The operator has your request. You get a mail once it is answered."))
        return redirect("directory:business-profile", self.tenant.slug)

    def _page(self, form: EntryRequestForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {"page_title": _("Ask for a change"), "form": form, "waiting": self.waiting}
        return render(self.request, "directory/entry_request.html", context, status=status)
