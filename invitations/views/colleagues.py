"""Asking colleagues to join one's own organisation (rulebook 2.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.policies.members import roles_to_give
from invitations.forms import ColleagueRequestForm, RequestForm
from invitations.offers import Offer
from invitations.states import Delivery, InvitationKind
from invitations.views.request import RequestView
from partnercenter.core.mailboxes import is_free_mailbox


@dataclass(frozen=True)
class Stranger:
    """A domain that is not the organisation's own."""

    domain: str
    is_free: bool


class InviteColleaguesView(RequestView):
    """Whoever accepts is a member, with the roles that are offered here."""

    permission = Permission.MEMBERS_INVITE
    needs_recent_sign_in = True  # it gives roles
    page_title = gettext_lazy("Invite colleagues")
    template_name = "invitations/invite_colleagues.html"

    @cached_property
    def offer(self) -> Offer:
        return Offer(InvitationKind.MEMBER)

    def form(self, *args: Any, **kwargs: Any) -> ColleagueRequestForm:
        return ColleagueRequestForm(*args, offered=roles_to_give(self.actor), **kwargs)

    def offer_of(self, form: RequestForm) -> Offer:
        asked = cast(ColleagueRequestForm, form)
        return replace(self.offer, roles=asked.shown_roles, roles_end_on=asked.shown_end)

    def back(self) -> tuple[str, Any]:
        return reverse("invitations:team-list", args=[self.tenant.slug]), _("Team")

    def lead(self) -> Any:
        return _(
            "Each gets a personal link. Who has no account yet makes one on the way; nobody belongs to the organisation"
            " before they have accepted."
        )

    def _ask(self, form: RequestForm, delivery: Delivery) -> HttpResponse:
        """Nobody outside is invited by a slip of the keys: their domains are named first, and sent again it is meant."""
        asked = cast(ColleagueRequestForm, form)
        strangers = asked.strangers(self.tenant.domain)
        if not set(strangers) <= set(asked.cleaned_data["seen"].split()):
            again = self.form(initial={**self.sent(), "seen": " ".join(strangers)})
            named = [Stranger(domain, is_free_mailbox(domain)) for domain in strangers]
            return self._page(again, strangers=named)
        return super()._ask(form, delivery)
