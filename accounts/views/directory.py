"""Public pages: the official list of indirect providers (S000-6, S001-20) and what the programme is.

They look across organisations, so they run in system scope, rendering included, and hand plain values of public
fields to their templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.filters import ProviderFilter
from accounts.models import Tenant
from partnercenter.core import tenancy
from partnercenter.core.lists import Column, ListView, Sort


@dataclass(frozen=True)
class Entry:
    """What anybody may know of a provider."""

    name: str
    url: str
    country: str
    region: str
    cloud: str
    description: str
    website: str
    services: tuple[str, ...]


def entry_of(tenant: Tenant) -> Entry:
    website = tenant.profile.website
    return Entry(
        name=tenant.name,
        url=reverse("directory:provider-detail", kwargs={"public_id": tenant.public_id}),
        country=str(tenant.country),
        region=str(tenant.region),
        cloud=str(tenant.get_cloud_display()),
        description=tenant.profile.description,
        website=website if website.startswith(("https://", "http://")) else "",
        services=tuple(tenant.profile.services),
    )


@method_decorator(login_not_required, name="dispatch")
class PublicView(View):
    """Open to everybody. The page is rendered before the scope ends."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with tenancy.system(reason="public directory"):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response


class ProviderListView(PublicView, ListView):
    template_name = "directory/provider_list.html"
    page_title = _("Indirect providers")
    filterset_class = ProviderFilter
    columns = (
        Column(_("Provider"), sort="name"),
        Column(_("Country")),
        Column(_("Region")),
        Column(_("Services")),
    )
    sorts = {"name": Sort(_("Provider"), ("name_key",))}
    default_sort = "name"

    def queryset(self) -> QuerySet[Tenant]:
        return Tenant.objects.listed_providers()

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        return context | {"rows": [entry_of(tenant) for tenant in context["rows"]]}


class ProviderDetailView(PublicView, TemplateView):
    template_name = "directory/provider_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tenant = Tenant.objects.listed_providers().filter(public_id=kwargs["public_id"]).first()
        if tenant is None:
            raise Http404
        return super().get_context_data(entry=entry_of(tenant), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class ProgrammeView(TemplateView):
    """How the programme works, in words.

    Two tiers S000-2, S000-3, S000-4, S000-8, S000-9, S000-12; partner types S004-1 to S004-4; taking part S000-5, S000-11,
    S001-18, S001-19, S004-8, S004-20; region S004-22; the agreement S004-5, S004-6, S004-7, S004-9.
    """

    template_name = "directory/programme.html"
    extra_context = {"operator_email": settings.SUPPORT_EMAIL}
