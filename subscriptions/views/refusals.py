"""Why nothing can be ordered for a customer, on the page where one wanted to, with where it is mended."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.abilities import Link
from customers.held import Held
from subscriptions.drafts import Way, ways


def refused(view: TenantView, found: Held) -> HttpResponse | None:
    """S001-34, S001-41, S004-5, reference 3.4: the page that says it; nothing where there is a way."""
    open_ways = ways(found)
    if any(way.refusal is None for way in open_ways):
        return None
    reasons = [_reason(view, found, way) for way in open_ways] or [(_no_way(found), [])]
    context = {"page_title": _("New subscription"), "customer": found.customer, "reasons": reasons}
    return render(view.request, "subscriptions/wizard_refused.html", context)


def _reason(view: TenantView, found: Held, way: Way) -> tuple[str, list[Link]]:
    slug, links, refusal = view.tenant.slug, [], way.refusal
    code = refusal.code if refusal else ""
    if code == "no_agreement":
        page = reverse("customers:customer-detail", args=[slug, found.customer.public_id])
        links = [Link(_("See the agreement"), f"{page}#agreement")]
        if view.actor.may(Permission.MCA_ATTEST):
            url = reverse("customers:customer-attest", args=[slug, found.customer.public_id])
            links = [Link(_("Attest the agreement"), url)]
    elif code == "mpa_unsigned":
        links = [Link(_("Agreements"), reverse("accounts:agreement-list", args=[slug]))]
    return str(refusal.message if refusal else ""), links


def _no_way(found: Held) -> str:
    if not found.is_active:
        return _("Your relationship with this customer has ended, so nothing can be ordered for it.")
    if found.providers:
        names = ", ".join(one.name for one in found.providers)
        return _("You hold this customer as a reseller: %(provider)s orders for it.") % {"provider": names}
    return _("You hold this customer as a reseller, and nobody orders for it yet.")
