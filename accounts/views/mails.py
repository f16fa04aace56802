"""Which mails a person gets, and the link in a mail that stops those like it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts import mail_topics, stopping
from accounts.actions import choose_mails, stop_mails
from accounts.forms_mails import MailsForm
from accounts.mail_topics import Topic
from accounts.models import MailChoice, Membership
from accounts.permissions import Permission
from accounts.settings_menu import crumbs_for
from accounts.states import TenantKind
from accounts.views.base import TenantView
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.components import Crumb


class MailsView(TenantView):
    """One person's own choices for one organisation."""

    permission = Permission.TENANT_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        choose_mails(choices=form.cleaned_data, by=self.actor)
        messages.success(request, _("Your choice is saved."))
        return redirect("accounts:mails", self.tenant.slug)

    def _form(self, *args: object) -> MailsForm:
        topics = [topic for topic in mail_topics.topics_for(self.actor) if not topic.page]
        chosen = MailChoice.objects.of(self.actor.user, self.tenant).by_topic()
        return MailsForm(*args, topics=topics, chosen=chosen)

    def _page(self, form: MailsForm) -> HttpResponse:
        others = [topic for topic in mail_topics.topics_for(self.actor) if topic.page]
        title = _("Your mails")
        context = {"page_title": title, "crumbs": self._crumbs(title), "form": form, "others": others}
        return render(self.request, "accounts/mails.html", context)

    def _crumbs(self, title: str) -> list[Crumb]:
        """A customer has no page of settings to go back to."""
        return crumbs_for(self.actor, (title, "")) if self.tenant.kind == TenantKind.PARTNER else []


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class MailStopView(View):
    """RFC 8058: opening the link changes nothing; the button, here or in the mail program, stops what the token names.

    A mail program sends no cookie and no CSRF token: the token in the address is what allows it, and all that it allows.
    """

    def get(self, request: HttpRequest, stop_token: str) -> HttpResponse:
        with tenancy.system(reason="a link that stops mails, opened without signing in"):
            reader, topic = _found(stop_token)
            return _page(request, reader, topic)

    def post(self, request: HttpRequest, stop_token: str) -> HttpResponse:
        with tenancy.system(reason="a link that stops mails, used without signing in"):
            reader, topic = _found(stop_token)
            stop_mails(topic=topic, by=reader)
            return _page(request, reader, topic, is_stopped=True)


def _found(token: str) -> tuple[Actor, Topic]:
    """Who no longer is a member gets no mails anyway."""
    member_id, name = stopping.read(token) or ("", "")
    member = Membership.objects.filter(public_id=member_id).select_related("user", "tenant").first()
    topic = mail_topics.find(name)
    if member is None or topic is None:
        raise Http404
    return Actor(member.user, member.tenant), topic


def _page(request: HttpRequest, reader: Actor, topic: Topic, *, is_stopped: bool = False) -> HttpResponse:
    context = {"organisation": reader.tenant, "topic": topic, "is_stopped": is_stopped}
    response = render(request, "accounts/mail_stop.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
