"""How a person hears of renewals: the digest, and the calendar at an address of its own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import Membership
from accounts.permissions import Permission, Role
from accounts.views.base import TenantView
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from subscriptions import calendar_feed
from subscriptions.actions import make_feed, renew_feed, set_renewal_digest, withdraw_feed
from subscriptions.forms_renewals import DigestForm
from subscriptions.models import CalendarFeed, RenewalDigest
from subscriptions.states import DigestFrequency, DigestScope

DECISIONS = "decisions"  # ?only=…


class RenewalSettingsView(TenantView):
    """One person's own settings for one organisation."""

    permission = Permission.SUBSCRIPTIONS_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        digest = RenewalDigest.objects.of(self.actor.user, self.tenant).first() or RenewalDigest()
        return self._page(DigestForm(initial={"frequency": digest.frequency, "scope": digest.scope}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DigestForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        set_renewal_digest(
            frequency=DigestFrequency(form.cleaned_data["frequency"]),
            scope=DigestScope(form.cleaned_data["scope"]),
            by=self.actor,
        )
        messages.success(request, _("Your choice is saved."))
        return redirect("subscriptions:renewal-settings", self.tenant.slug)

    def _page(self, form: DigestForm) -> HttpResponse:
        feed = CalendarFeed.objects.of(self.actor.user, self.tenant).first()
        address = calendar_feed.address_of(feed) if feed else ""
        context = {
            "page_title": _("Digest and calendar feed"),
            "form": form,
            "address": address,
            "decisions_address": f"{address}?only={DECISIONS}" if address else "",
        }
        return render(self.request, "subscriptions/renewal_settings.html", context)


class FeedChangeView(TenantView):
    """The address of the calendar: made, made anew, withdrawn."""

    permission = Permission.SUBSCRIPTIONS_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("subscriptions:renewal-settings", self.tenant.slug)

    def post(self, request: HttpRequest) -> HttpResponse:
        feed = CalendarFeed.objects.of(self.actor.user, self.tenant).first()
        step = request.POST.get("step", "")
        if step == "make":
            make_feed(by=self.actor)
            messages.success(request, _("Your calendar feed has an address now."))
        elif feed and step == "renew":
            renew_feed(feed=feed, by=self.actor)
            messages.success(request, _("The feed has a new address. The one before opens nothing any more."))
        elif feed and step == "withdraw":
            withdraw_feed(feed=feed, by=self.actor)
            messages.success(request, _("The feed is withdrawn. Its address opens nothing any more."))
        return redirect("subscriptions:renewal-settings", self.tenant.slug)


@method_decorator(login_not_required, name="dispatch")
class RenewalFeedView(View):
    """The calendar itself. Whose address it is must still be a member, with a role that sees subscriptions."""

    def get(self, request: HttpRequest, feed_id: str, feed_token: str) -> HttpResponse:
        actor = _reader(feed_id, feed_token)
        if actor is None:
            raise Http404
        only = request.GET.get("only", "") == DECISIONS
        with (
            tenancy.acting(user_id=actor.user.pk, tenant_id=actor.tenant.pk),
            translation.override(actor.user.language),
        ):
            body = calendar_feed.render(actor.tenant, only_decisions=only)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="renewals.ics"'
        response["Cache-Control"] = "private, no-cache"
        return response


def _reader(public_id: str, token: str) -> Actor | None:
    """Who reads by this address now; asked anew at every fetch."""
    with tenancy.system(reason="a calendar feed, opened without signing in"):
        feed = CalendarFeed.objects.filter(public_id=public_id).first()
        if feed is None or not calendar_feed.is_of(feed, token):
            return None
        rows = Membership.objects.open().filter(tenant=feed.tenant_id, user=feed.user_id)
        member = rows.select_related("user", "tenant__profile", "tenant__country__region").first()
        if member is None or member.user.temporary_until is not None:
            return None
        actor = Actor(member.user, member.tenant, frozenset(map(Role, member.current_roles)))
        return actor if actor.may(Permission.SUBSCRIPTIONS_VIEW) else None
