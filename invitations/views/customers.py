"""Asking customers: for a relationship with the partner alone, or with a provider at once."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_list_or_404, get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Tenant
from accounts.permissions import Permission
from customers.models import Customer
from invitations.forms import CustomerRequestForm
from invitations.offers import Offer
from invitations.policies import is_admin_access_a_choice
from invitations.states import InvitationKind
from invitations.views.request import RequestView
from partnercenter.core.ids import PublicIdConverter
from relationships.models import Partnership, ResellerRelationship
from relationships.policies import capacities_of
from relationships.states import Capacity


class CustomerRequestView(RequestView):
    """`?customer=<tenant ID>`: one that the partner serves now is asked again (S002-19), or moved (S001-36)."""

    @cached_property
    def relationships(self) -> list[ResellerRelationship]:
        """The partner's present ones with that customer; none where it asks somebody new. 404 for anybody else's."""
        wanted = self.request.GET.get("customer")
        if wanted is None:
            return []
        if not re.fullmatch(PublicIdConverter.regex, wanted):
            raise Http404
        rows = ResellerRelationship.objects.visible_to(self.tenant).held_by(self.tenant).active()
        return get_list_or_404(rows.for_list().order_by("id"), customer_ref=wanted)

    @property
    def customer(self) -> Tenant | None:
        return self.relationships[0].customer if self.relationships else None

    def form(self, *args: Any, **kwargs: Any) -> CustomerRequestForm:
        why = ""
        if not is_admin_access_a_choice(self.tenant):
            why = _("In the %(cloud)s this is always included.") % {"cloud": self.tenant.get_cloud_display()}
        return CustomerRequestForm(*args, capacities=self.capacities(), always_admin=why, **kwargs)

    def capacities(self) -> list[Capacity]:
        return []

    def recipients(self) -> str:
        """The customer's contact."""
        if self.customer is None:
            return ""
        known = Customer.objects.visible_to(self.tenant).filter(tenant=self.customer).first()
        if known is None or not known.email:
            return ""
        name = known.contact_name.translate(dict.fromkeys(map(ord, '<>"')))
        return f'"{name}" <{known.email}>' if name else known.email


class RequestRelationshipView(CustomerRequestView):
    """S002-5 to S002-10: **Request a reseller relationship**."""

    permission = Permission.RELATIONSHIP_REQUEST
    page_title = gettext_lazy("Request a reseller relationship")
    template_name = "invitations/request_relationship.html"

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        """A customer held together with a provider is asked for both again: the same relationship, not another one."""
        partnership = self._joint_partnership()
        if partnership is None:
            return super().get(request, **kwargs)
        url = reverse("invitations:invite-customers", args=[self.tenant.slug, partnership.public_id])
        return redirect(f"{url}?{request.GET.urlencode()}")

    def _joint_partnership(self) -> Partnership | None:
        own = [row for row in self.relationships if row.capacity != Capacity.PROVIDER]
        beside = [row.with_partner for row in own if row.with_partner]
        if not own or len(beside) < len(own):
            return None
        rows = Partnership.objects.visible_to(self.tenant).with_providers_of(self.tenant).active()
        return rows.filter(provider__in=beside).order_by("id").first()

    @cached_property
    def offer(self) -> Offer:
        possible = self.capacities()
        held = [row.capacity for row in self.relationships if not row.with_partner_id]
        capacity = next((each for each in possible if each in held), possible[0])
        return Offer(
            InvitationKind.RELATIONSHIP, admin_access=True, capacity=capacity, customer=self.customer
        )

    def capacities(self) -> list[Capacity]:
        return capacities_of(self.tenant)

    def back(self) -> tuple[str, Any]:
        return reverse("customers:customer-list", args=[self.tenant.slug]), _("Customers")

    def lead(self) -> Any:
        return _(
            "A global admin of the customer accepts, in your country or region and in your cloud. If the Microsoft Customer"
            " Agreement has not been accepted yet, that happens in the same step."
        )


class InviteCustomersView(CustomerRequestView):
    """S001-26 to S001-30, S001-35 to S001-37: **Invite new customers** with one link for the reseller and a provider."""

    permission = Permission.JOINT_RELATIONSHIP_REQUEST
    page_title = gettext_lazy("Invite new customers")
    template_name = "invitations/invite_customers.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.permission)
        if not self.partnership.is_active:
            name = {"name": self.partnership.provider.name}
            messages.error(
                request,
                _("The partnership with %(name)s has ended. You can invite no customers together.") % name,
            )
            return redirect("relationships:provider-detail", self.tenant.slug, self.partnership.public_id)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def partnership(self) -> Partnership:
        rows = Partnership.objects.visible_to(self.tenant).with_providers_of(self.tenant)
        return get_object_or_404(rows.select_related("provider"), public_id=self.kwargs["public_id"])

    @cached_property
    def offer(self) -> Offer:
        provider = self.partnership.provider
        return Offer(
            InvitationKind.JOINT,
            with_partner=provider,
            admin_access=True,
            customer=self.customer,
            is_served_by_both=any(row.with_partner == provider for row in self.relationships),
        )

    def back(self) -> tuple[str, Any]:
        return reverse("relationships:provider-list", args=[self.tenant.slug]), _("Indirect providers")

    def lead(self) -> Any:
        names = {"name": self.tenant, "provider": self.partnership.provider}
        return (
            _(
                "One link for both partners: the customer accepts %(name)s and %(provider)s at once, or neither."
            )
            % names
        )
