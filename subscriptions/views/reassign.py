"""Many at once: choose a reseller, look at what changes and what does not, confirm, read the report."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Tenant
from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError
from subscriptions import policies
from subscriptions.actions import reassign
from subscriptions.choosing import TICKED, Chosen, plan
from subscriptions.forms_many import ReassignForm
from subscriptions.models import Reassignment, Subscription
from subscriptions.naming import NOBODY, Candidates
from subscriptions.reassigning import (
    MOST,
    Naming,
    Plan,
    Row,
    Seen,
    read_plan,
    report_id,
    why,
)
from subscriptions.states import ReassignmentKind

SHOWN = 20  # by name, of those that change and of those that do not


class _ReassignView(TenantView):
    """Everything but the confirmation is an address: it can be reloaded, gone back to, and sent to a colleague."""

    kind: ClassVar[ReassignmentKind]
    page_title: ClassVar[Any]

    def get(self, request: HttpRequest) -> HttpResponse:
        if len(self.chosen.ids) > TICKED:
            words = _("Tick at most %(count)d subscriptions, or choose all that match a filter.")
            return self._list(words % {"count": TICKED})
        if self.chosen.parts is None:
            return self._list(_("Part of the filter could not be read, so nothing was chosen."))
        if "to" not in request.GET:
            return self._choice()
        return self._preview(request.GET["to"])

    def post(self, request: HttpRequest) -> HttpResponse:
        if "plan" not in request.POST:
            return self._from_list(request.POST)
        form = ReassignForm(request.POST)
        seen = read_plan(form.cleaned_data["plan"], self.tenant) if form.is_valid() else None
        target = self._find(seen.target) if seen and seen.target else None
        if seen is None or seen.kind != self.kind or (seen.target and target is None):
            return self._list(
                _("The page was incomplete when it was sent. Nothing was changed: choose again.")
            )
        return self._reassign(seen, Naming(self.kind, target), form)

    @cached_property
    def chosen(self) -> Chosen:
        return Chosen(self.tenant, self.request.GET)

    def _from_list(self, post: QueryDict) -> HttpResponse:
        """The list's form: ticked rows, or all that match; either becomes an address."""
        query = QueryDict(post.get("query", "")) if "all" in post else post
        chosen = Chosen(self.tenant, query)
        if "all" not in post and not chosen.ids:
            return self._list(_("Tick at least one subscription."))
        return redirect(f"{self.request.path}?{chosen.address}")

    # ------------------------------------------------------------------ who
    def _find(self, public_id: str) -> Tenant | None:
        return self.candidates.find(public_id)

    @cached_property
    def candidates(self) -> Candidates:
        return Candidates(self.tenant, self.kind, self.request.GET.get("find", ""))

    def _choice(self, problem: Any = "") -> HttpResponse:
        return self._page(
            "subscriptions/reassign.html",
            candidates=self.candidates,
            count=self.chosen.count(),
            problem=problem,
            address=self.chosen.address,
            kept=list(QueryDict(self.chosen.address).lists()),
            other=self._other(),
        )

    def _other(self) -> str:
        """The other one of the two pages, for the same subscriptions; empty where it is not open."""
        permission, name = OTHER[self.kind]
        if not self.actor.may(permission):
            return ""
        return f"{reverse(name, args=[self.tenant.slug])}?{self.chosen.address}"

    # ------------------------------------------------------------------ what
    def _preview(self, wanted: str) -> HttpResponse:
        target = None if wanted == NOBODY else self._find(wanted)
        if target is None and wanted != NOBODY:
            return self._choice(
                _("This organisation is not one of your resellers (any more). Choose another.")
            )
        if problem := self._refusal(target):
            return self._choice(problem)
        found = plan(self.chosen, Naming(self.kind, target))
        if found is None:
            return self._list(_("Part of the filter could not be read, so nothing was chosen."))
        return self._page(
            "subscriptions/reassign_preview.html",
            plan=found,
            target=target,
            form=ReassignForm(initial={"plan": found.signed(self.tenant)}),
            changing=self._names(found.changing[:SHOWN]),
            staying=self._names([row for row, _code in found.staying[:SHOWN]], found),
            reasons=[(why(code), count) for code, count in found.reasons.items()],
            choice_url=f"{self.request.path}?{self.chosen.address}",
        )

    def _refusal(self, target: Tenant | None) -> Any:
        try:
            if target and self.kind == ReassignmentKind.RESELLER:
                policies.require_reseller_of_record(self.tenant, target)
            elif target:
                policies.require_support_contact(self.tenant, target)
        except DomainError as error:
            return error.message
        return ""

    def _names(self, rows: list[Row], found: Plan | None = None) -> list[tuple[Subscription, str]]:
        """Some of the subscriptions by name, with the reason where they stay."""
        seen = Subscription.objects.visible_to(self.tenant).select_related(
            "customer", "reseller", "support_contact"
        )
        named = seen.in_bulk([row.pk for row in rows])
        codes = {row.pk: code for row, code in found.staying} if found else {}
        return [(named[row.pk], why(codes[row.pk]) if codes else "") for row in rows if row.pk in named]

    def _reassign(self, seen: Seen, naming: Naming, form: ReassignForm) -> HttpResponse:
        submission = form.cleaned_data["submission"]
        try:
            report = reassign(seen=seen, naming=naming, submission=submission, by=self.actor)
        except DomainError as error:
            mine = Reassignment.objects.visible_to(self.tenant)
            earlier = mine.filter(public_id=report_id(submission, self.tenant)).first()
            if earlier is None:
                return self._list(error.message)
            messages.info(self.request, f"{error.message} {_('Here is what came of it.')}")
            report = earlier
        return redirect("subscriptions:reassignment-detail", self.tenant.slug, report.public_id)

    # ------------------------------------------------------------------ pages
    def _page(self, template: str, **more: Any) -> HttpResponse:
        context = {
            "page_title": self.page_title,
            "kind": self.kind,
            "is_reseller": self.kind == ReassignmentKind.RESELLER,
            "most": MOST,
            "list_url": self._list_url(),
            **more,
        }
        return render(self.request, template, context)

    def _list_url(self) -> str:
        """Where one came from, for whoever may see it."""
        if not self.actor.may(Permission.SUBSCRIPTIONS_VIEW):
            return reverse("subscriptions:reassignment-list", args=[self.tenant.slug])
        address = reverse("subscriptions:subscription-list", args=[self.tenant.slug])
        return f"{address}?{self.chosen.filters}" if self.chosen.filters else address

    def _list(self, problem: Any) -> HttpResponse:
        messages.error(self.request, problem)
        return redirect(self._list_url())


class ReassignResellerView(_ReassignView):
    """S000-25, S000-29: the reseller of record of many."""

    permission = Permission.RESELLER_ASSIGN
    kind = ReassignmentKind.RESELLER
    page_title = gettext_lazy("Name a reseller on many subscriptions")


class ReassignSupportView(_ReassignView):
    """S000-30: the designated support contact of many."""

    permission = Permission.SUPPORT_CONTACT_ASSIGN
    kind = ReassignmentKind.SUPPORT_CONTACT
    page_title = gettext_lazy("Designate a support contact for many subscriptions")


OTHER = {
    ReassignmentKind.RESELLER: (ReassignSupportView.permission, "subscriptions:reassign-support"),
    ReassignmentKind.SUPPORT_CONTACT: (ReassignResellerView.permission, "subscriptions:reassign"),
}
