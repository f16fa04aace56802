"""An accepted lead becomes an invitation: the usual request with address, name and language filled in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Lead
from directory.states import LeadKind, LeadStatus
from invitations.views.customers import RequestRelationshipView
from invitations.views.request import RequestPartnershipView, RequestView


class FromLead(RequestView):
    kind: LeadKind

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.permission)
        if self.source.status != LeadStatus.ACCEPTED or not self.source.has_contact:
            messages.error(request, _("Accept the lead first; then you can send the request."))
            return redirect("directory:lead-detail", self.tenant.slug, self.source.public_id)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def source(self) -> Lead:
        rows = Lead.objects.visible_to(self.tenant).filter(kind=self.kind)
        return get_object_or_404(rows, public_id=self.kwargs["lead_id"])

    def recipients(self) -> str:
        name = self.source.contact_name.translate(dict.fromkeys(map(ord, '<>"')))
        return f'"{name}" <{self.source.email}>' if name else self.source.email

    def language(self) -> str:
        return self.source.language

    def back(self) -> tuple[str, Any]:
        where = [self.tenant.slug, self.source.public_id]
        return reverse("directory:lead-detail", args=where), self.source.company


class LeadRelationshipView(FromLead, RequestRelationshipView):
    kind = LeadKind.CUSTOMER


class LeadPartnershipView(FromLead, RequestPartnershipView):
    kind = LeadKind.RESELLER
