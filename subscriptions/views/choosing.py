"""The page New subscription (S000-47, S000-58): offers by filters, how many of each, and the running total."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Tenant
from partnercenter.core.actor import Actor
from partnercenter.core.errors import StaleState
from subscriptions.drafts import Wizard, ways
from subscriptions.filters_ordering import OfferFilter
from subscriptions.forms_ordering import ChooseForm, seats
from subscriptions.models import Offer, OrderDraft
from subscriptions.views.steps import steps

SHOWN = 50  # offers on the page; more are found by the filters
FILTERS = tuple(OfferFilter.base_filters)


class Choosing:
    """Shows it and takes it; whoever mixes this in keeps the draft (`keep`)."""

    request: HttpRequest
    tenant: Tenant
    actor: Actor

    def keep(self, wizard: Wizard, data: dict[str, Any]) -> OrderDraft:
        raise NotImplementedError

    # ------------------------------------------------------------------ what is there to choose
    def offers(self, wizard: Wizard) -> list[Offer]:
        """What the filters find, without what is in the order already."""
        source = self.request.POST if self.request.method == "POST" else self.request.GET
        rows = Offer.objects.named([])
        if wizard.country and wizard.currency:
            rows = Offer.objects.sold_in(wizard.country.region, wizard.currency)
        self.filterset = OfferFilter(source, queryset=rows.order_by("name", "term", "billing_cycle", "pk"))
        for item in self.filterset.form.fields.values():
            item.widget.attrs["class"] = "form-select" if hasattr(item, "choices") else "form-control"
        return list(self.filterset.qs.exclude(public_id__in=list(wizard.kept))[: SHOWN + 1])

    def form(self, wizard: Wizard, data: Any = None) -> ChooseForm:
        """Fields for what is in the order, what the page shows, and what was typed on it."""
        shown = self.offers(wizard)
        self.has_more, self.shown = len(shown) > SHOWN, shown[:SHOWN]
        offers = [*(one.offer for one in wizard.chosen), *self.shown]
        if data is not None:
            there = {offer.public_id for offer in offers}
            sent = {name.removeprefix("seats-") for name in data if name.startswith("seats-")}
            typed = sorted(name for name in sent - there if name.isalnum())[:SHOWN]
            self.shown += Offer.objects.named(typed).priced_in(wizard.currency or "")
            offers = [*(one.offer for one in wizard.chosen), *self.shown]
        rows = [way.row for way in ways(wizard.held) if way.refusal is None] if wizard.held else []
        default = next((row.with_partner.public_id for row in rows if row.with_partner), "")
        start = {"reseller": default, "relationship": rows[0].public_id if rows else ""}
        kept = {name: wizard.draft.data[name] for name in start if name in wizard.draft.data}
        form = ChooseForm(
            data,
            offers=offers,
            kept=wizard.kept,
            resellers=None if wizard.is_new else wizard.resellers,
            relationships=[(row.public_id, row.label) for row in rows],
            start=start | kept,
        )
        self.relationship = rows[0].public_id if len(rows) == 1 else ""
        return form

    # ------------------------------------------------------------------ taking it
    def choose(self, wizard: Wizard) -> HttpResponse:
        action = self.request.POST.get("action", "")
        form = self.form(wizard, self.request.POST)
        form.needs_lines = action not in {"filter", "update"} and not action.startswith("remove-")
        if not form.is_valid():
            return self.show(wizard, form)
        removed = action.removeprefix("remove-")
        lines = [[offer.public_id, str(number)] for offer, number in form.lines if offer.public_id != removed]
        data: dict[str, Any] = {"lines": lines}
        if not wizard.is_new:
            chosen = form.cleaned_data.get("relationship") or self.relationship
            data |= {"reseller": form.cleaned_data.get("reseller", ""), "relationship": chosen}
        try:
            draft = self.keep(wizard, data)
        except StaleState as error:
            form.add_error(None, str(error.message))
            return self.show(wizard, form)
        if form.needs_lines:
            return redirect("subscriptions:draft-review", self.tenant.slug, draft.public_id)
        asked = {name: self.request.POST.get(name, "") for name in FILTERS}
        url = reverse("subscriptions:draft-subscriptions", args=[self.tenant.slug, draft.public_id])
        return redirect(f"{url}?{urlencode({name: value for name, value in asked.items() if value})}")

    # ------------------------------------------------------------------ showing it
    def show(self, wizard: Wizard, form: ChooseForm | None = None) -> HttpResponse:
        form = form or self.form(wizard)
        draft = wizard.draft if wizard.draft.pk else None
        context = {
            "page_title": _("New subscription"),
            "wizard": wizard,
            "draft": draft,
            "form": form,
            "extra": [form[name] for name in ("relationship", "reseller") if name in form.fields],
            "chosen": [(one, form[seats(one.offer)]) for one in wizard.chosen],
            "offers": [(offer, form[seats(offer)]) for offer in self.shown],
            "has_more": self.has_more,
            "filter": self.filterset.form,
            "is_filtered": any(self.filterset.data.get(name) for name in FILTERS),
            "steps": steps(self.tenant, draft, "draft-subscriptions", is_new=wizard.is_new),
        }
        return render(self.request, "subscriptions/wizard_subscriptions.html", context)
