"""Where orders begin: Add new customer, and Add subscription for one that is there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.abilities import Link
from customers.held import Held, held
from partnercenter.core.errors import DomainError
from relationships.models import Partnership
from subscriptions import policies
from subscriptions.actions import begin_draft
from subscriptions.drafts import Wizard, customer_form
from subscriptions.forms_customer import ASK, SHOW, CustomerForm
from subscriptions.models import OrderDraft
from subscriptions.views.choosing import Choosing
from subscriptions.views.orders import open_drafts
from subscriptions.views.refusals import refused
from subscriptions.views.steps import steps


class NewCustomerView(TenantView):
    """S000-44 to S000-46: the first step; the draft begins when it is sent (D7)."""

    permission = Permission.CUSTOMER_CREATE

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = self._wanted()
        first = {
            "reseller": wanted,
            "country_code": self.tenant.country_id,
            "language": get_language() or "",
            "agreement": ASK,
            "setup": SHOW,
        }
        return self._page(customer_form(self.actor, wanted=wanted, initial=first))

    def post(self, request: HttpRequest) -> HttpResponse:
        if self._refusal:
            return self._page(customer_form(self.actor))
        form = customer_form(self.actor, request.POST, wanted=request.POST.get("reseller", "")[:16])
        if not form.is_valid():
            return self._page(form)
        draft = begin_draft(data={"customer": form.typed()}, by=self.actor)
        return redirect("subscriptions:draft-subscriptions", self.tenant.slug, draft.public_id)

    def _wanted(self) -> str:
        """S000-45: the reseller from whose row one comes, by the partnership."""
        asked = self.request.GET.get("reseller", "")
        if not asked:
            return ""
        rows = Partnership.objects.visible_to(self.tenant).with_resellers_of(self.tenant)
        row = rows.select_related("reseller").filter(public_id=asked[:16]).first()
        if row is None:
            raise Http404
        return str(row.reseller.public_id)

    @property
    def _refusal(self) -> str:
        try:
            policies.require_may_create_customer(self.tenant, self.tenant.country)
        except DomainError as error:
            return str(error.message)
        return ""

    def _page(self, form: CustomerForm) -> HttpResponse:
        refusal = self._refusal
        context: dict[str, Any] = {"page_title": _("New customer")}
        if refusal:
            agreements = Link(_("Agreements"), reverse("accounts:agreement-list", args=[self.tenant.slug]))
            context |= {"reasons": [(refusal, [agreements])]}
            return render(self.request, "subscriptions/wizard_refused.html", context)
        context |= {
            "form": form,
            "may_attest": form.may_attest,
            "steps": steps(self.tenant, None, "draft-details", is_new=True),
            "drafts": open_drafts(self.actor),
        }
        return render(self.request, "subscriptions/wizard_details.html", context)


class AddSubscriptionView(Choosing, TenantView):
    """S000-57 to S000-60: New subscription for an existing customer; why not, where it is not possible."""

    permission = Permission.ORDER_CREATE

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = held(self.tenant, public_id)
        return refused(self, found) or self.show(self._wizard(found))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = held(self.tenant, public_id)
        return refused(self, found) or self.choose(self._wizard(found))

    def _wizard(self, found: Held) -> Wizard:
        """Of a draft that is not there yet."""
        draft = OrderDraft(partner=self.tenant, user=self.actor.user, customer=found.customer, data={})
        return Wizard(draft, self.actor)

    def keep(self, wizard: Wizard, data: dict[str, Any]) -> OrderDraft:
        return begin_draft(data=data, by=self.actor, customer=wizard.draft.customer)
