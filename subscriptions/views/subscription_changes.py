"""What is done with a subscription: each on a page of its own, which says what follows before it asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from partnercenter.core.dates import date_words
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import PortalForm
from subscriptions import consequences
from subscriptions.abilities import Abilities
from subscriptions.actions import (
    cancel_subscription,
    change_quantity,
    reactivate_subscription,
    rename_subscription,
    set_auto_renew,
    suspend_subscription,
)
from subscriptions.difference import cost_of_one_more
from subscriptions.forms_subscription import ConfirmForm, QuantityForm, RenameForm
from subscriptions.models import Subscription
from subscriptions.views.subscription_page import SubscriptionView


class ChangeView(SubscriptionView):
    """The form where it is possible now, else the reason why it is not."""

    name: ClassVar[str]  # of the ability
    template_name = "subscriptions/subscription_change.html"
    title: ClassVar[Any] = ""
    submit: ClassVar[Any] = gettext_lazy("Save")
    tone: ClassVar[str] = "primary"

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = self.find(public_id)
        return self.show(found, self.form(found))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = self.find(public_id)
        form = self.form(found, request.POST)
        if not form.is_valid():
            return self.show(found, form)
        try:
            done = self.change(found, form)
        except DomainError as error:
            form.add_domain_error(error)
            return self.show(self.find(public_id), form)
        messages.success(request, done)
        return self.back(found)

    def form(self, found: Subscription, data: Any = None) -> PortalForm:
        return ConfirmForm(data)

    def change(self, found: Subscription, form: PortalForm) -> str:
        """Does it, and says what was done."""
        raise NotImplementedError

    def show(self, found: Subscription, form: PortalForm) -> HttpResponse:
        abilities = Abilities(self.actor, found)
        ability = getattr(abilities, self.name)()
        context = {
            "page_title": self.title % {"name": found.name},
            "form": form,
            "ability": ability,
            "submit": self.submit,
            "tone": self.tone,
            **self.context(found, abilities),
        }
        return self.page(found, self.template_name, **context)

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        return {}


class QuantityView(ChangeView):
    """Reference 3.6. Who saves second is told so, and sees the quantity as it is now."""

    permission = Permission.QUANTITY_CHANGE
    name = "quantity"
    title = gettext_lazy("Change the quantity of %(name)s")

    def form(self, found: Subscription, data: Any = None) -> QuantityForm:
        initial = {"quantity": found.quantity, "version": found.version}
        return QuantityForm(data, initial=initial, subscription=found)

    def change(self, found: Subscription, form: PortalForm) -> str:
        wanted = form.cleaned_data
        row = change_quantity(
            subscription=found, quantity=wanted["quantity"], version=wanted["version"], by=self.actor
        )
        return _("%(name)s has %(count)s licences now.") % {"name": row.name, "count": row.quantity}

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        count, until = abilities.returnable
        return {
            "returnable": count,
            "returnable_until": until,
            "shows_quantity": True,
            "one_more": cost_of_one_more(found, abilities.now.date()),
        }


class RenameView(ChangeView):
    permission = Permission.SUBSCRIPTION_CHANGE
    name = "rename"
    title = gettext_lazy("Change the friendly name of %(name)s")

    def form(self, found: Subscription, data: Any = None) -> RenameForm:
        return RenameForm(data, initial={"name": found.name})

    def change(self, found: Subscription, form: PortalForm) -> str:
        rename_subscription(subscription=found, name=form.cleaned_data["name"], by=self.actor)
        return _("The friendly name is saved.")


class RenewalView(ChangeView):
    """S001-39. What was asked for is in the form: a page that shows an older state changes nothing back."""

    permission = Permission.RENEWAL_DECIDE
    name = "renewal"
    title = gettext_lazy("Renewal of %(name)s")

    def change(self, found: Subscription, form: PortalForm) -> str:
        wanted = self.request.POST.get("auto_renew") == "on"
        set_auto_renew(subscription=found, auto_renew=wanted, by=self.actor)
        day = date_words(found.term_ends_on) if found.term_ends_on else "–"
        if wanted:
            return _("It renews by itself after %(day)s.") % {"day": day}
        return _("It does not renew: it ends after %(day)s.") % {"day": day}

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        off = found.auto_renew
        return {
            "consequences": consequences.not_renewing(found) if off else consequences.renewing(found),
            "submit": _("Switch the renewal off") if off else _("Switch the renewal on"),
            "hidden": {"auto_renew": "" if off else "on"},
        }


class SuspendView(ChangeView):
    permission = Permission.SUBSCRIPTION_CHANGE
    name = "suspend"
    title = gettext_lazy("Suspend %(name)s?")
    submit = gettext_lazy("Yes, suspend")
    tone = "danger"

    def change(self, found: Subscription, form: PortalForm) -> str:
        suspend_subscription(subscription=found, by=self.actor)
        return _("%(name)s is suspended.") % {"name": found.name}

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        return {"consequences": consequences.suspending(found), "keep": _("Keep it active")}


class ReactivateView(ChangeView):
    permission = Permission.SUBSCRIPTION_CHANGE
    name = "reactivate"
    title = gettext_lazy("Reactivate %(name)s?")
    submit = gettext_lazy("Reactivate")

    def change(self, found: Subscription, form: PortalForm) -> str:
        reactivate_subscription(subscription=found, by=self.actor)
        return _("%(name)s is active again.") % {"name": found.name}

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        return {"consequences": consequences.reactivating(found)}


class CancelView(ChangeView):
    """Reference 3.7: the exact end of the window is on the page, and after it only when it was."""

    permission = Permission.SUBSCRIPTION_CANCEL
    name = "cancel"
    title = gettext_lazy("Cancel %(name)s?")
    submit = gettext_lazy("Yes, cancel the subscription")
    tone = "danger"

    def change(self, found: Subscription, form: PortalForm) -> str:
        cancel_subscription(subscription=found, by=self.actor)
        return _("%(name)s is cancelled.") % {"name": found.name}

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        return {
            "consequences": consequences.cancelling(found),
            "keep": _("Keep the subscription"),
            "cancel_until": found.cancel_until,
        }
