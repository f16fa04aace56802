"""The tab "Customer permissions" of a customer's page (S003-10, reference 3.17)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.labels import role_labels
from accounts.permissions import ROLE_PERMISSIONS, Permission
from customers.abilities import Abilities
from customers.held import Held, held
from customers.views.account import CustomerView, TabView
from partnercenter.core.errors import DomainError
from subscriptions.actions.permissions import permit_purchases, withdraw_purchases
from subscriptions.permissions import standing
from subscriptions.states import PurchaseResource

ON, OFF = "on", "off"


class SwitchForm(forms.Form):
    """One of the buttons."""

    resource = forms.TypedChoiceField(choices=PurchaseResource.choices, coerce=PurchaseResource)
    to = forms.ChoiceField(choices=[(ON, ON), (OFF, OFF)])


class PurchasePermissionsView(TabView):
    """Off by default, each by itself; admin agents switch, the others read."""

    permission = Permission.SUBSCRIPTIONS_VIEW
    route = "subscriptions:purchase-permissions"
    template_name = "subscriptions/purchase_permissions.html"

    def context(self, found: Held, abilities: Abilities) -> dict[str, Any]:
        stands = standing(self.tenant, found.customer)
        needed = Permission.PURCHASE_PERMISSION_CHANGE
        return {
            "standing": stands,
            "sells": bool(found.ordering),
            "may_switch": self.actor.may(needed),
            "may_turn_on": stands.azure is not None,
            "roles": role_labels(ROLE_PERMISSIONS[needed]),
        }


class SwitchView(CustomerView):
    """The buttons of the tab; opened as a page it leads back."""

    permission = Permission.PURCHASE_PERMISSION_CHANGE
    route = PurchasePermissionsView.route

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self.back(held(self.tenant, public_id), self.route)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found, form = held(self.tenant, public_id), SwitchForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was changed. Use the buttons of this page."))
            return self.back(found, self.route)
        resource, is_on = form.cleaned_data["resource"], form.cleaned_data["to"] == ON
        act = permit_purchases if is_on else withdraw_purchases
        try:
            act(customer=found.customer, resource=resource, by=self.actor)
        except DomainError as error:
            messages.error(request, str(error.message))
            return self.back(found, self.route)
        words = _("%(what)s: the customer may purchase.") if is_on else _("%(what)s: off for the customer.")
        messages.success(request, words % {"what": resource.label})
        return self.back(found, self.route)
