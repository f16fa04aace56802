"""Where somebody goes on who had to sign in, or to prove who they are, while sending a form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from partnercenter.core import kept


class KeptEntriesView(View):
    """Offers the entries again: nothing is sent until the person says so."""

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = kept.waiting(request)
        if waiting is None:
            return redirect("home")
        path, entries = waiting
        context = {"path": path, "entries": entries, "shown": kept.shown(entries)}
        return render(request, "kept_entries.html", context)
