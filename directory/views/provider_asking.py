"""A reseller asks a provider of the official list to get in touch (S001-18 to S001-20)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import Membership, Tenant
from accounts.permissions import Permission, roles_allow, tenant_allows
from accounts.views.base import TenantView
from directory import actions
from directory.forms_leads import ProviderAskForm
from directory.models import Listing
from partnercenter.core.errors import DomainError, RateLimited


class ProviderAskChoiceView(View):
    """For which of their organisations somebody asks; who has one only goes on at once."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing = get_object_or_404(Listing.objects.providers(), public_id=public_id)
        tenants = self._tenants()
        if len(tenants) == 1:
            return redirect("directory:provider-ask", tenants[0].slug, public_id)
        return render(request, "directory/provider_ask_choice.html", {"listing": listing, "tenants": tenants})

    def _tenants(self) -> list[Tenant]:
        rows = Membership.objects.of(self.request.user).open()  # type: ignore[arg-type]  # signed in
        may = Permission.PROVIDERS_VIEW
        found = [each for each in rows if roles_allow(each.current_roles, may)]
        return [each.tenant for each in found if tenant_allows(each.tenant, may)]


class ProviderAskView(TenantView):
    permission = Permission.PROVIDERS_VIEW

    @cached_property
    def listing(self) -> Listing:
        return get_object_or_404(Listing.objects.providers(), public_id=self.kwargs["public_id"])

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        user = self.actor.user
        return self._page(ProviderAskForm(initial={"contact_name": user.full_name, "email": user.email}))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        form = ProviderAskForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        values = form.values(self.tenant, (get_language() or "en")[:2])
        try:
            actions.ask_provider(listing=self.listing, values=values, by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form, 429 if isinstance(error, RateLimited) else 200)
        name: Any = {"name": self.listing.name}
        messages.success(request, _("%(name)s has been asked. It has 14 days to answer.") % name)
        return redirect("relationships:provider-list", self.tenant.slug)

    def _page(self, form: ProviderAskForm, status: int = 200) -> HttpResponse:
        title = _("Ask %(name)s to get in touch") % {"name": self.listing.name}
        context = {"page_title": title, "form": form, "listing": self.listing}
        return render(self.request, "directory/provider_ask.html", context, status=status)
