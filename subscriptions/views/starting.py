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
from subscriptions.drafts import Way, Wizard, customer_form, ways
from subscriptions.forms_customer import ASK, SHOW, CustomerForm
from subscriptions.models import OrderDraft
from subscriptions.views.choosing import Choosing
from subscriptions.views.orders import open_drafts
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
        return self._refused(found) or self.show(self._wizard(found))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = held(self.tenant, public_id)
        return self._refused(found) or self.choose(self._wizard(found))

    def _wizard(self, found: Held) -> Wizard:
        """Of a draft that is not there yet."""
        draft = OrderDraft(partner=self.tenant, user=self.actor.user, customer=found.customer, data={})
        return Wizard(draft, self.actor)

    def keep(self, wizard: Wizard, data: dict[str, Any]) -> OrderDraft:
        return begin_draft(data=data, by=self.actor, customer=wizard.draft.customer)

    def _refused(self, found: Held) -> HttpResponse | None:
        """S001-34, S001-41, reference 3.4, S004-5: said here, with where it is mended."""
        open_ways = ways(found)
        if any(way.refusal is None for way in open_ways):
            return None
        reasons = [self._reason(found, way) for way in open_ways] or [(self._no_way(found), [])]
        context = {
            "page_title": _("New subscription"),
            "customer": found.customer,
            "reasons": reasons,
        }
        return render(self.request, "subscriptions/wizard_refused.html", context)

    def _reason(self, found: Held, way: Way) -> tuple[str, list[Link]]:
        slug, links, code = self.tenant.slug, [], way.refusal.code if way.refusal else ""
        if code == "no_agreement" and self.actor.may(Permission.MCA_ATTEST):
            url = reverse("customers:customer-attest", args=[slug, found.customer.public_id])
            links = [Link(_("Attest the agreement"), url)]
        elif code == "mpa_unsigned":
            links = [Link(_("Agreements"), reverse("accounts:agreement-list", args=[slug]))]
        return str(way.refusal.message if way.refusal else ""), links

    def _no_way(self, found: Held) -> str:
        if not found.is_active:
            return _("Your relationship with this customer has ended, so nothing can be ordered for it.")
        names = {"provider": ", ".join(one.name for one in found.providers)}
        if found.providers:
            return _("You hold this customer as a reseller: %(provider)s orders for it.") % names
        return _("You hold this customer as a reseller, and nobody orders for it yet.")
