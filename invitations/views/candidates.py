"""Imported customers: the list of candidates with what became of asking them, and asking many at once (S003-8, D4)."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.models import Candidate
from customers.querysets import CandidateQuerySet
from invitations.candidates import AT_ONCE, attach_state, find, not_asked_yet, plan, with_newest
from invitations.filters_candidates import CandidateFilter
from invitations.forms import RequestForm
from invitations.forms_candidates import CandidatesForm
from invitations.models import Invitation
from invitations.offers import Offer
from invitations.policies import is_admin_access_a_choice
from invitations.states import InvitationKind
from invitations.views.request import DELIVERIES, RequestView
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort
from relationships.policies import capacities_of


class CandidateListView(TenantView, ListView):
    permission = Permission.CUSTOMERS_IMPORT
    template_name = "invitations/candidate_list.html"
    page_title = gettext_lazy("Candidates")
    filterset_class = CandidateFilter
    columns = (
        Column(gettext_lazy("Company"), sort="name"),
        Column(gettext_lazy("Country")),
        Column(gettext_lazy("Contact")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Imported"), sort="imported"),
        Column(gettext_lazy("Actions"), hidden=True),
    )
    sorts = {
        "name": Sort(gettext_lazy("Company"), ("name_key",)),
        "imported": Sort(gettext_lazy("Imported"), ("created_at",)),
    }
    default_sort = "name"

    def queryset(self) -> CandidateQuerySet:
        return with_newest(Candidate.objects.visible_to(self.tenant).for_list())

    def bulk_url(self) -> str:
        if not self.actor.may(Permission.RELATIONSHIP_REQUEST):
            return ""
        return reverse("invitations:candidates-invite", args=[self.tenant.slug])

    @cached_property
    def page(self) -> Page:
        page: Page = super().page
        attach_state(page.rows, self.tenant)
        return page

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(**extra) | {"query": self.request.GET.urlencode(), "at_once": AT_ONCE}


class CandidatesInviteView(RequestView):
    """One draft for all that were chosen; who is asked and who is not, and why, stands beside it."""

    permission = Permission.RELATIONSHIP_REQUEST
    page_title = gettext_lazy("Invite candidates")
    template_name = "invitations/candidates_invite.html"

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not find(self.tenant, self.chosen):
            messages.error(request, _("Choose at least one candidate."))
            return redirect("invitations:candidate-list", self.tenant.slug)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        if "step" not in request.POST:
            return self.get(request, **kwargs)  # from the list
        form = self.form(request.POST)
        is_sent = request.POST["step"] in DELIVERIES and form.is_drafted
        if is_sent and Invitation.objects.visible_to(self.tenant).of_batch(form.batch).exists():
            words = _("This was submitted already; nothing was sent twice. Here is what came of it.")
            messages.info(request, words)
            return self._result(form.batch)
        return super().post(request, **kwargs)

    @cached_property
    def chosen(self) -> list[str]:
        """Ticked in the list, all that match its filter, or the one of the link."""
        post = self.request.POST
        if "all" in post:
            query = QueryDict(post.get("query", ""))
            rows = Candidate.objects.visible_to(self.tenant)
            return not_asked_yet(CandidateFilter(query, queryset=rows, request=self.request).qs)
        return post.getlist("ids") or self.request.GET.getlist("candidate")

    @cached_property
    def offer(self) -> Offer:
        return Offer(
            InvitationKind.RELATIONSHIP, admin_access=True, capacity=capacities_of(self.tenant)[0].value
        )

    def recipients(self) -> str:
        return " ".join(candidate.public_id for candidate in find(self.tenant, self.chosen))

    def form(self, *args: Any, **kwargs: Any) -> CandidatesForm:
        why = ""
        if not is_admin_access_a_choice(self.tenant):
            why = _("In the %(cloud)s this is always included.") % {"cloud": self.tenant.get_cloud_display()}
        form = CandidatesForm(*args, capacities=capacities_of(self.tenant), always_admin=why, **kwargs)
        form.plan = plan(find(self.tenant, form.ids), self.actor)
        return form

    def back(self) -> tuple[str, Any]:
        return reverse("invitations:candidate-list", args=[self.tenant.slug]), _("Candidates")

    def lead(self) -> Any:
        return _(
            "Each of them gets a link of its own. It is your customer once its global admin has accepted."
        )

    def _page(self, form: RequestForm, **more: Any) -> HttpResponse:
        known = cast(CandidatesForm, form)  # made by self.form
        return super()._page(form, plan=known.plan, at_once=AT_ONCE, **more)
