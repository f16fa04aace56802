"""A person's own account: name and language, and where they are signed in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts import account_pages
from accounts.actions import end_other_sessions, end_session, set_profile
from accounts.devices import device_words
from accounts.forms_account import ProfileForm
from accounts.models import SignIn, User
from partnercenter.core import proof
from partnercenter.core.actor import Actor
from partnercenter.core.sessions import SIGN_IN
from partnercenter.core.views.display import remember_language


class AccountView(View):
    """A page of one's own account, outside organisations.

    `needs_recent_sign_in`: before something dangerous the person proves again who they are (core.proof).
    """

    needs_recent_sign_in: ClassVar[bool] = False

    @property
    def person(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]  # login is required
        return user

    @property
    def by(self) -> Actor:
        return Actor(self.person, None)

    @property
    def is_proved(self) -> bool:
        return proof.is_recent(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.needs_recent_sign_in and not self.is_proved:
            return proof.ask(request)
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, **context: Any) -> HttpResponse:
        return render(
            self.request, template, {"navigation": account_pages.links(self.request.path), **context}
        )


class ProfileView(AccountView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(
            ProfileForm(initial={"full_name": self.person.full_name, "language": self.person.language})
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProfileForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        set_profile(user=self.person, **form.cleaned_data, by=self.by)
        messages.success(request, _("Saved."))
        response = redirect("accounts:account")
        remember_language(response, form.cleaned_data["language"])
        return response

    def _page(self, form: ProfileForm) -> HttpResponse:
        return self.page("account/profile.html", form=form)


class SessionListView(AccountView):
    """ASVS 7.5.2: where one is signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        here = request.session.get(SIGN_IN, "")
        rows = list(SignIn.objects.of(self.person).live()[:100])
        rows.sort(key=lambda row: row.public_id != here)
        sessions = [
            {"row": row, "device": device_words(row.agent), "is_this": row.public_id == here} for row in rows
        ]
        return self.page(
            "account/session_list.html",
            sessions=sessions,
            others=len(rows) > 1,
            idle_minutes=settings.SESSION_IDLE // 60,
            longest_hours=settings.SESSION_COOKIE_AGE // 3600,
        )


class SessionEndView(AccountView):
    """One of one's own; the browser that asks signs out by its own button."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rows = SignIn.objects.of(self.person).exclude(public_id=request.session.get(SIGN_IN, ""))
        end_session(sign_in=get_object_or_404(rows, public_id=public_id), by=self.by)
        messages.success(request, _("That session has ended."))
        return redirect("accounts:session-list")


class OtherSessionsEndView(AccountView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        count = end_other_sessions(user=self.person, but=request.session.get(SIGN_IN, ""), by=self.by)
        words = ngettext("One session has ended.", "%(count)s sessions have ended.", count) % {"count": count}
        messages.success(request, words if count else _("There was no other session."))
        return redirect("accounts:session-list")
