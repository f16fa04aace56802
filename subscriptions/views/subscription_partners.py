"""Who is named on a subscription: the reseller of record, and the support contact (S000-22 to S000-31, S000-62)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from partnercenter.core.forms import PortalForm
from subscriptions.abilities import Abilities
from subscriptions.actions import assign_reseller, assign_support_contact
from subscriptions.forms_subscription import NOBODY, MpnForm, NamedForm
from subscriptions.models import Subscription
from subscriptions.resellers import Resellers
from subscriptions.verification import verify
from subscriptions.views.subscription_changes import ChangeView


class ResellerView(ChangeView):
    """S000-22 to S000-25: from the list, or by an MPN ID that Verify (a look, which changes nothing) has named."""

    permission = Permission.RESELLER_ASSIGN
    name = "reseller"
    template_name = "subscriptions/subscription_reseller.html"
    title = gettext_lazy("Reseller (MPN ID) of %(name)s")
    submit = gettext_lazy("Submit")

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = self.find(public_id)
        if "mpn_id" not in request.GET and "enter" not in request.GET:
            return self.show(found, self.form(found))
        return self._verify(found)

    def _verify(self, found: Subscription) -> HttpResponse:
        asked = MpnForm(self.request.GET if "mpn_id" in self.request.GET else None)
        verified = verify(self.tenant, asked.cleaned_data["mpn_id"]) if asked.is_valid() else None
        return self.show(found, self.form(found), asked=asked, verified=verified)

    def form(self, found: Subscription, data: Any = None) -> NamedForm:
        wanted = str((data or {}).get("partner", ""))
        current = found.reseller.public_id if found.reseller else NOBODY
        return NamedForm(
            data,
            initial={"partner": current},
            label=_("Reseller (MPN ID)"),
            nobody=_("No reseller"),
            resellers=Resellers(self.tenant, wanted or current),
        )

    def change(self, found: Subscription, form: PortalForm) -> str:
        assert isinstance(form, NamedForm)  # noqa: S101
        assign_reseller(subscription=found, reseller=form.chosen, by=self.actor)
        if form.chosen is None:
            return _("No reseller is named on %(name)s.") % {"name": found.name}
        return _("%(reseller)s is the reseller of record of %(name)s.") % {
            "reseller": form.chosen.name,
            "name": found.name,
        }

    def show(self, found: Subscription, form: PortalForm, **more: Any) -> HttpResponse:
        self.more = more
        return super().show(found, form)

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        return {"asks_mpn": "asked" in self.more, **self.more}


class SupportView(ChangeView):
    """S000-30, S000-62, S000-63, S002-20: the partner itself, or one of its resellers."""

    permission = Permission.SUPPORT_CONTACT_ASSIGN
    name = "support"
    template_name = "subscriptions/subscription_support.html"
    title = gettext_lazy("Designated support contact of %(name)s")
    submit = gettext_lazy("Submit")

    def form(self, found: Subscription, data: Any = None) -> NamedForm:
        wanted = str((data or {}).get("partner", ""))
        current = found.support_contact.public_id if found.support_contact else NOBODY
        return NamedForm(
            data,
            initial={"partner": current},
            label=_("Designated support contact"),
            nobody=_("%(partner)s (your organisation)") % {"partner": self.tenant.name},
            resellers=Resellers(self.tenant, wanted or current),
        )

    def change(self, found: Subscription, form: PortalForm) -> str:
        assert isinstance(form, NamedForm)  # noqa: S101
        assign_support_contact(subscription=found, contact=form.chosen, by=self.actor)
        contact = form.chosen or self.tenant
        return _("%(contact)s answers for %(name)s.") % {"contact": contact.name, "name": found.name}

    def context(self, found: Subscription, abilities: Abilities) -> dict[str, Any]:
        return {"may_request": self.actor.may(Permission.PARTNERSHIP_REQUEST)}
