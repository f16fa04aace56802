from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory import actions
from directory.forms import LogoForm
from directory.models import Logo
from directory.pictures import MAX_BYTES
from directory.views.profile import ProfilePage, ProfileStep, SelfKeptPage
from directory.views.public import picture_response


class LogoEditView(SelfKeptPage):
    """Reference 3.19: a picture that is one, drawn anew; seen here first, public with the next publishing."""

    max_upload = MAX_BYTES + 1024 * 1024  # one that is too large is told so by the form

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(LogoForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LogoForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        actions.set_logo(picture=form.cleaned_data["logo"], by=self.actor)
        messages.success(request, _("This is your logo. It is public once you publish the profile."))
        return self.back()

    def _page(self, form: LogoForm) -> HttpResponse:
        context = {"page_title": _("Change the logo"), "form": form, "entry": self.preview()}
        return render(self.request, "directory/logo_edit.html", context)


class LogoRemoveView(ProfileStep):
    def take(self) -> None:
        actions.remove_logo(by=self.actor)

    def said(self) -> str:
        return _("The profile has no logo now. Publish it to take the logo off the public page, too.")


class OwnLogoView(ProfilePage):
    """A logo of the organisation's own, public or not yet."""

    def get(self, request: HttpRequest, digest: str) -> HttpResponse:
        logo = Logo.objects.visible_to(self.tenant).filter(digest=digest).first()
        if logo is None:
            raise Http404
        return picture_response(logo, keep="no-store")
