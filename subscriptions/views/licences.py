"""Assigning and releasing licences (S001-39)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from partnercenter.core.errors import DomainError
from subscriptions.actions import assign_licence, release_licence
from subscriptions.forms_users import LicenceForm
from subscriptions.views.user_pages import OfUser, OwnSide, PartnerSide
from subscriptions.views.users import ShowsUser


class LicenceAssignPage(OfUser, ShowsUser):
    def post(self, request: HttpRequest, user_id: str, **_ids: str) -> HttpResponse:
        member = self.room.member(user_id)
        form = LicenceForm(request.POST, room=self.room, held=set())
        if not form.is_valid():
            return self.show(member, form)
        subscription = self.room.subscription(form.cleaned_data["subscription"])
        try:
            assign_licence(subscription=subscription, membership=member, by=self.actor)
        except DomainError as error:
            form = LicenceForm(request.POST, room=self.room, held=set())  # with what is left now
            form.add_domain_error(error)
            return self.show(self.room.member(user_id), form)
        names = {"person": member.user, "name": subscription}
        messages.success(request, _("%(person)s has a licence of %(name)s.") % names)
        return self.back_to(user_id)


class LicenceReleasePage(OfUser):
    def post(self, request: HttpRequest, user_id: str, subscription_id: str, **_ids: str) -> HttpResponse:
        member, subscription = self.room.member(user_id), self.room.subscription(subscription_id)
        try:
            release_licence(subscription=subscription, membership=member, by=self.actor)
        except DomainError as error:
            self.told(error)
        else:
            messages.success(request, _("The licence of %(name)s is released.") % {"name": subscription})
        return self.back_to(user_id)


class LicenceAssignView(LicenceAssignPage, PartnerSide): ...


class OwnLicenceAssignView(LicenceAssignPage, OwnSide): ...


class LicenceReleaseView(LicenceReleasePage, PartnerSide): ...


class OwnLicenceReleaseView(LicenceReleasePage, OwnSide): ...
