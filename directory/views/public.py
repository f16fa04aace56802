"""Pages for everybody: the official list of indirect providers (S000-6, S001-20), partners that published their
profile (S003-7), and what the programme is.

They read public copies alone (C-076), whoever asks; no page here looks into an organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from directory.filters import PartnerFilter, ProviderFilter
from directory.models import Listing, Logo
from directory.querysets import ListingQuerySet
from directory.showing import shown_all, shown_one
from partnercenter.core.lists import Column, ListView, Sort

YEAR = 365 * 24 * 3600  # seconds


@method_decorator(login_not_required, name="dispatch")
class DirectoryListView(ListView):
    more_filters: ClassVar[Sequence[str]] = ("language", "industry", "region")
    sorts = {"name": Sort(_("Name"), ("name_key",))}
    default_sort = "name"

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        return context | {"rows": shown_all(context["rows"])}


class ProviderListView(DirectoryListView):
    template_name = "directory/provider_list.html"
    page_title = _("Indirect providers")
    filterset_class = ProviderFilter
    columns = (
        Column(_("Provider"), sort="name"),
        Column(_("Countries served")),
        Column(_("Languages")),
        Column(_("Services")),
    )

    def queryset(self) -> ListingQuerySet:
        return Listing.objects.providers()


class PartnerListView(DirectoryListView):
    template_name = "directory/partner_list.html"
    page_title = _("Find a partner")
    filterset_class = PartnerFilter
    more_filters = ("language", "industry")
    columns = (
        Column(_("Partner"), sort="name"),
        Column(_("Countries served")),
        Column(_("Languages")),
        Column(_("Services")),
    )

    def queryset(self) -> ListingQuerySet:
        return Listing.objects.partners()


@method_decorator(login_not_required, name="dispatch")
class EntryView(TemplateView):
    """One public entry; whoever is not listed does not exist here."""

    def rows(self) -> ListingQuerySet:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = get_object_or_404(self.rows().defer(None), public_id=kwargs["public_id"])
        return super().get_context_data(entry=shown_one(listing), **kwargs)


class ProviderDetailView(EntryView):
    template_name = "directory/provider_detail.html"

    def rows(self) -> ListingQuerySet:
        return Listing.objects.providers()


class PartnerDetailView(EntryView):
    template_name = "directory/partner_detail.html"

    def rows(self) -> ListingQuerySet:
        return Listing.objects.partners()


def picture_response(logo: Logo, *, keep: str) -> HttpResponse:
    """A picture and nothing else: the type we gave it, no script whatever it holds, `keep` says how long it may be kept."""
    response = HttpResponse(bytes(logo.content), content_type=logo.content_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = keep
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


@method_decorator(login_not_required, name="dispatch")
class LogoView(View):
    """Its address is the digest of its bytes, so it never changes; only logos of public entries are here."""

    def get(self, request: HttpRequest, digest: str) -> HttpResponse:
        logo = Logo.objects.published(digest).order_by("id").first()
        if logo is None:
            raise Http404
        return picture_response(logo, keep=f"public, max-age={YEAR}, immutable")


@method_decorator(login_not_required, name="dispatch")
class ProgrammeView(TemplateView):
    """How the programme works, in words.

    Two tiers S000-2, S000-3, S000-4, S000-8, S000-9, S000-12; partner types S004-1 to S004-4; taking part S000-5, S000-11,
    S001-18, S001-19, S004-8, S004-20; region S004-22; the agreement S004-5, S004-6, S004-7, S004-9.
    """

    template_name = "directory/programme.html"
    extra_context = {"operator_email": settings.SUPPORT_EMAIL}
