"""The steps of an order that has begun; each has its own address, and each may be opened again (S000-46 to S000-50)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError, DomainErrors, StaleState
from subscriptions.actions import cancel_draft, keep_draft, submit_new_customer, submit_order
from subscriptions.drafts import Wizard, customer_form
from subscriptions.forms_customer import CustomerForm
from subscriptions.forms_ordering import ReviewForm, seats
from subscriptions.models import Order, OrderDraft
from subscriptions.states import DraftStatus
from subscriptions.views.choosing import Choosing
from subscriptions.views.refusals import refused
from subscriptions.views.steps import steps


class DraftView(TenantView):
    """A step of one's own draft. A new customer's asks for the right to add customers, any other for that to order."""

    permission = Permission.ORDER_CREATE
    draft: OrderDraft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = OrderDraft.objects.of(self.actor.user, self.tenant).select_related(
            "order", "customer__country__region"
        )
        found = rows.filter(public_id=kwargs["draft_id"]).first()
        is_new = found is not None and found.customer_id is None
        self.require(Permission.CUSTOMER_CREATE if is_new else self.permission)
        if found is None:
            raise Http404
        self.draft = found
        if found.status != DraftStatus.OPEN:
            return self.closed()
        return super(TenantView, self).dispatch(request, *args, **kwargs)

    def closed(self) -> HttpResponse:
        """C-100: it became an order, or nothing."""
        title = _("Already submitted") if self.draft.order_id else _("This order was cancelled")
        context = {"page_title": title, "order": self.draft.order, "is_new": self.draft.customer_id is None}
        return render(self.request, "subscriptions/wizard_closed.html", context)

    @property
    def wizard(self) -> Wizard:
        return Wizard(self.draft, self.actor)

    def to(self, name: str) -> HttpResponse:
        return redirect(f"subscriptions:{name}", self.tenant.slug, self.draft.public_id)

    def steps(self, current: str) -> list[Any]:
        return steps(self.tenant, self.draft, current, is_new=self.draft.customer_id is None)


class DetailsView(DraftView):
    """S000-45, S000-46: a new customer's details, as they were typed; a change leads back to the review."""

    def get(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        if self.draft.customer_id:
            return self.to("draft-subscriptions")
        data = self.draft.data.get("customer") or {}
        return self._page(customer_form(self.actor, data, wanted=data.get("reseller", "")))

    def post(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        if self.draft.customer_id:
            return self.to("draft-subscriptions")
        form = customer_form(self.actor, request.POST, wanted=request.POST.get("reseller", "")[:16])
        if not form.is_valid():
            return self._page(form)
        try:
            keep_draft(draft=self.draft, data={"customer": form.typed()}, by=self.actor)
        except StaleState:
            return self.to("draft-details")  # which says what became of it
        wants_review = request.GET.get("back") == "review" and not self.wizard.first_incomplete
        return self.to("draft-review" if wants_review else "draft-subscriptions")

    def _page(self, form: CustomerForm) -> HttpResponse:
        context = {
            "page_title": _("New customer"),
            "form": form,
            "draft": self.draft,
            "may_attest": form.may_attest,
            "back_to_review": self.request.GET.get("back") == "review",
            "steps": self.steps("draft-details"),
        }
        return render(self.request, "subscriptions/wizard_details.html", context)


class SubscriptionsView(Choosing, DraftView):
    """S000-47, S000-58: New subscription."""

    def get(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        return self._not_yet() or self.show(self.wizard)

    def post(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        return self._not_yet() or self.choose(self.wizard)

    def _not_yet(self) -> HttpResponse | None:
        wizard = self.wizard
        if wizard.held:
            return refused(self, wizard.held)  # what changed since the draft began
        return self.to("draft-details") if wizard.first_incomplete == "draft-details" else None

    def keep(self, wizard: Wizard, data: dict[str, Any]) -> OrderDraft:
        keep_draft(draft=self.draft, data=data, by=self.actor)
        return self.draft


class ReviewView(DraftView):
    """S000-48 to S000-50: everything once more; quantities change in place; Submit makes all of it, or nothing."""

    def get(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        wizard = self.wizard
        return self.to(wizard.first_incomplete) if wizard.first_incomplete else self._page(wizard)

    def post(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        wizard, action = self.wizard, request.POST.get("action", "")
        if wizard.first_incomplete:
            return self.to(wizard.first_incomplete)
        if action.startswith("remove-"):
            return self._keep(self._without(wizard, action.removeprefix("remove-")))
        form = self._form(wizard, request.POST, submits=action == "submit")
        if not form.is_valid():
            return self._page(wizard, form)
        lines = [[offer.public_id, str(number)] for offer, number in form.lines]
        if lines != wizard.draft.data["lines"] or action != "submit":
            if action == "submit":
                messages.warning(request, _("You changed quantities. Check the total, then submit."))
            return self._keep(lines)
        if form.cleaned_data["seen"] != wizard.fingerprint:
            messages.warning(
                request, _("Something changed since this page was shown. Check it, then submit.")
            )
            return self.to("draft-review")
        return self._submit(wizard, form)

    def _without(self, wizard: Wizard, removed: str) -> list[Any]:
        """The other lines; what was typed in them is not lost where it is a quantity."""
        form = self._form(wizard, self.request.POST)
        form.is_valid()
        typed = {offer.public_id: str(number) for offer, number in form.lines}
        lines = wizard.draft.data["lines"]
        return [[name, typed.get(name, number)] for name, number in lines if name != removed]

    def _keep(self, lines: list[Any]) -> HttpResponse:
        with suppress(StaleState):  # the page says what became of it
            keep_draft(draft=self.draft, data={"lines": lines}, by=self.actor)
        return self.to("draft-review")

    def _submit(self, wizard: Wizard, form: ReviewForm) -> HttpResponse:
        try:
            order = self._place(wizard)
        except StaleState:
            return self.to("draft-review")
        except DomainError as error:
            return self._page(wizard, form, error)
        url = reverse("subscriptions:order-confirmation", args=[self.tenant.slug, order.public_id])
        return HttpResponseRedirect(url, status=303)

    def _place(self, wizard: Wizard) -> Order:
        if wizard.relationship:
            return submit_order(
                draft=self.draft,
                relationship=wizard.relationship,
                lines=wizard.lines,
                reseller=wizard.reseller,
                by=self.actor,
            )
        return submit_new_customer(
            draft=self.draft,
            customer=wizard.customer_form.new_customer,
            lines=wizard.lines,
            reseller=wizard.reseller,
            attestation=wizard.customer_form.attestation,
            by=self.actor,
        )

    def _form(self, wizard: Wizard, data: Any = None, *, submits: bool = False) -> ReviewForm:
        offers = [one.offer for one in wizard.chosen]
        form = ReviewForm(data, offers=offers, kept=wizard.kept, statement=wizard.statement, submits=submits)
        form.initial["seen"] = wizard.fingerprint
        return form

    def _page(
        self, wizard: Wizard, form: ReviewForm | None = None, refusal: DomainError | None = None
    ) -> HttpResponse:
        form = form or self._form(wizard)
        faults: dict[str, list[str]] = {}
        for field, words in wizard.faults():
            faults.setdefault(field, []).append(words)
        if refusal:
            _place_refusal(form, wizard, refusal, faults)
        context = {
            "page_title": _("Review"),
            "wizard": wizard,
            "draft": self.draft,
            "form": form,
            "lines": [(one, form[seats(one.offer)]) for one in wizard.chosen],
            "faults": faults,
            "general": faults.get("", []),
            "steps": self.steps("draft-review"),
        }
        return render(self.request, "subscriptions/wizard_review.html", context)


# Where the review shows what a rule of creating says.
_ROWS = {"domain": "domain", "email": "domain", "country": "country", "reseller": "reseller", "name": "name"}


def _place_refusal(
    form: ReviewForm, wizard: Wizard, refusal: DomainError, faults: dict[str, list[str]]
) -> None:
    """Beside the line or the field it speaks of, and in the summary."""
    for error in refusal.errors if isinstance(refusal, DomainErrors) else [refusal]:
        words = str(error.message)
        if error.field and error.field.isdigit() and int(error.field) < len(wizard.chosen):
            form.add_error(seats(wizard.chosen[int(error.field)].offer), words)
            continue
        form.add_error(None, words)
        row = _ROWS.get(error.field or "")
        if row and words not in faults.setdefault(row, []):
            faults[row].append(words)


class CancelView(DraftView):
    """S000-50, D7: asked once; nothing was created, so nothing is undone."""

    def get(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        context = {"page_title": _("Cancel this order?"), "draft": self.draft, "wizard": self.wizard}
        return render(request, "subscriptions/wizard_cancel.html", context)

    def post(self, request: HttpRequest, draft_id: str) -> HttpResponse:
        customer = self.draft.customer
        try:
            cancel_draft(draft=self.draft)
        except StaleState:
            return self.to("draft-cancel")  # which says what became of it
        messages.success(request, _("Cancelled. Nothing was created and nothing was ordered."))
        if customer:
            return redirect("customers:customer-detail", self.tenant.slug, customer.public_id)
        return redirect("subscriptions:order-list", self.tenant.slug)
