"""A customer buys reservations by itself, where a partner permits it (S003-10)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError
from subscriptions.actions.permissions import buy_as_customer
from subscriptions.forms_reservation import BuyForm, on_offer
from subscriptions.models import Subscription
from subscriptions.permissions import Standing, standings
from subscriptions.states import OfferKind

SHOWN = 50  # reservations; the rest is among the subscriptions


class OwnReservationsView(TenantView):
    """Which partner permits what, and what the customer has; without permission, whom to ask."""

    permission = Permission.RESERVATIONS_BUY

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Subscription.objects.visible_to(self.tenant).of_customer(self.tenant)
        reserved = rows.filter(kind=OfferKind.RESERVATION).select_related("partner", "order")
        context = {
            "page_title": _("Reservations"),
            "standings": standings(self.tenant),
            "reserved": reserved.order_by("-is_live", "-id")[:SHOWN],
        }
        return render(request, "subscriptions/own_reservations.html", context)


class BuyReservationView(TenantView):
    """What and how many, by GET; then the price of all of it, and one button that buys. Sent twice, it is one order."""

    permission = Permission.RESERVATIONS_BUY

    def get(self, request: HttpRequest, partner_id: str) -> HttpResponse:
        stands = self._standing(partner_id)
        if not stands.permits:
            return self._not_permitted(stands)
        chosen = {name: request.GET[name] for name in ("offer", "quantity") if name in request.GET}
        if "change" in request.GET:
            return self._page(stands, self._form(stands, None, initial=chosen))
        return self._page(stands, self._form(stands, chosen or None))

    def post(self, request: HttpRequest, partner_id: str) -> HttpResponse:
        stands = self._standing(partner_id)
        if not stands.permits:
            return self._not_permitted(stands)
        form = self._form(stands, request.POST)
        if not form.is_valid() or not form.has_seen_the_price():
            return self._page(stands, form)
        return self._buy(stands, form)

    def _standing(self, partner_id: str) -> Standing:
        """404 for who is no partner of an Azure subscription of this customer."""
        for one in standings(self.tenant):
            if one.partner.public_id == partner_id:
                return one
        raise Http404

    def _form(self, stands: Standing, data: Any, **more: Any) -> BuyForm:
        offers, currency = on_offer(self.tenant, stands.permits), self.tenant.country.currency
        return BuyForm(data, offers=offers, currency=currency, **more)

    def _buy(self, stands: Standing, form: BuyForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            buy_as_customer(
                partner=stands.partner,
                offer=form.chosen,
                quantity=data["quantity"],
                key=data["submission"].hex,
                by=self.actor,
            )
        except DomainError as error:
            form.add_purchase_error(error)
            return self._page(stands, form)
        words = _("%(name)s is bought on the account of %(partner)s.")
        messages.success(self.request, words % {"name": form.chosen.name, "partner": stands.partner})
        return self._back()

    def _not_permitted(self, stands: Standing) -> HttpResponse:
        words = _("%(partner)s has not permitted this, or not any more. Ask it for the permission.")
        messages.info(self.request, words % {"partner": stands.partner})
        return self._back()

    def _back(self) -> HttpResponse:
        return redirect("subscriptions:own-reservations", self.tenant.slug)

    def _page(self, stands: Standing, form: BuyForm) -> HttpResponse:
        title = _("Buy on the account of %(partner)s") % {"partner": stands.partner}
        context = {"page_title": title, "standing": stands, "form": form, "review": form.review()}
        return render(self.request, "subscriptions/own_reservation_buy.html", context)
