"""Where a person goes from the start page: into their organisation, or to the choice among several."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from accounts.models import Membership
from accounts.permissions import Role
from accounts.states import Programme


@method_decorator(login_not_required, name="dispatch")
class HomeView(View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("account_login"))
        slugs = Membership.objects.of(request.user).values_list("tenant__slug", flat=True)[:2]
        if len(slugs) == 1:
            return redirect("accounts:overview", tenant_slug=slugs[0])
        return redirect("accounts:organisation-list")


class OrganisationListView(TemplateView):
    """The organisations a person belongs to, each with what it is and what they are in it."""

    template_name = "accounts/organisation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = Membership.objects.of(self.request.user)
        return super().get_context_data(
            organisations=[_card(membership) for membership in memberships], **kwargs
        )


def _card(membership: Membership) -> dict[str, Any]:
    tenant = membership.tenant
    programmes = [programme.label for programme in Programme if programme.value in tenant.programmes]
    return {
        "tenant": tenant,
        "url": reverse("accounts:overview", kwargs={"tenant_slug": tenant.slug}),
        "programmes": programmes or [tenant.get_kind_display()],
        "roles": [role.label for role in Role if role.value in membership.roles],
    }
