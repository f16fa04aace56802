"""Where a person goes from the start page: into their organisation, or to the choice among several."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from accounts.labels import programme_labels, role_labels
from accounts.models import Membership


@method_decorator(login_not_required, name="dispatch")
class HomeView(View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("account_login")
        slugs = list(Membership.objects.of(request.user).open().values_list("tenant__slug", flat=True)[:2])
        if len(slugs) == 1:
            return redirect("accounts:overview", tenant_slug=slugs[0])
        return redirect("accounts:organisation-list")


class OrganisationListView(TemplateView):
    """The organisations a person belongs to: what each is, and what they are in it."""

    template_name = "accounts/organisation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = Membership.objects.of(self.request.user).unblocked()  # type: ignore[arg-type]  # login is required
        return super().get_context_data(organisations=list(map(_card, memberships)), **kwargs)


def _card(membership: Membership) -> dict[str, Any]:
    return {
        "tenant": membership.tenant,
        "url": reverse("accounts:overview", kwargs={"tenant_slug": membership.tenant.slug}),
        "programmes": programme_labels(membership.tenant),
        "leave_url": reverse("accounts:leave", kwargs={"tenant_slug": membership.tenant.slug}),
        "roles": role_labels(membership.current_roles),
    }
