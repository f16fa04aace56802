"""Leads of a partner: who asked it to get in touch, what it answers, and what came of it (S003-7, reference 3.19)."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.views.base import TenantView
from directory import actions, leads, policies
from directory.badges import LEADS
from directory.filters_leads import LeadFilter
from directory.forms_leads import CareForm, DeclineForm
from directory.models import Lead
from directory.querysets import LeadQuerySet
from directory.states import LeadStatus
from invitations.badges import state_badge
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.forms import PortalForm
from partnercenter.core.lists import Column, ListView, Sort


class LeadListView(TenantView, ListView):
    permission = Permission.LEADS_MANAGE
    template_name = "directory/lead_list.html"
    page_title = gettext_lazy("Leads")
    filterset_class = LeadFilter
    more_filters = ("needs",)
    columns = (
        Column(gettext_lazy("Company"), sort="company"),
        Column(gettext_lazy("Country")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Who cares for it")),
        Column(gettext_lazy("Received"), sort="received"),
    )
    sorts = {
        "company": Sort(gettext_lazy("Company"), ("company_key",)),
        "received": Sort(gettext_lazy("Received"), ("created_at",)),
    }
    default_sort = "-received"

    def queryset(self) -> LeadQuerySet:
        return Lead.objects.visible_to(self.tenant).for_list()

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        rows = [(lead, LEADS[lead.shown_status]) for lead in context["rows"]]
        return context | {"rows": rows, "query": self.request.GET.urlencode()}


class LeadExportView(TenantView):
    """What the list's filter shows as CSV."""

    permission = Permission.LEADS_MANAGE

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        rows = LeadFilter(request.GET, queryset=Lead.objects.visible_to(self.tenant), request=request).qs
        pieces = leads.stream(rows, user_id=self.actor.user.pk, tenant=self.tenant)
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{leads.file_name()}"'
        return response


class LeadPage(TenantView):
    """A page about one lead of the organisation's own."""

    permission = Permission.LEADS_MANAGE

    @cached_property
    def lead(self) -> Lead:
        rows = Lead.objects.visible_to(self.tenant).for_list()
        lead = get_object_or_404(rows, public_id=self.kwargs["lead_id"])
        lead.partner = self.tenant
        return lead

    def back(self) -> HttpResponse:
        return redirect("directory:lead-detail", self.tenant.slug, self.lead.public_id)


class LeadDetailView(LeadPage):
    def get(self, request: HttpRequest, lead_id: str) -> HttpResponse:
        lead = self.lead
        invitation = leads.invitation_of(lead)
        is_waiting = lead.shown_status == LeadStatus.RECEIVED
        context = {
            "page_title": lead.company,
            "lead": lead,
            "badge": LEADS[lead.shown_status],
            "is_waiting": is_waiting,
            "is_accepted": lead.status == LeadStatus.ACCEPTED,
            "invitation": invitation,
            "invitation_badge": state_badge(invitation) if invitation else None,
            "became_url": leads.became_url(lead, invitation),
            "invite": self._invite() if lead.status == LeadStatus.ACCEPTED and not invitation else None,
            "entries": leads.history(lead),
        }
        return render(request, "directory/lead_detail.html", context)

    def _invite(self) -> dict[str, Any] | None:
        """What to do next, for who may."""
        is_of_reseller = self.lead.is_of_reseller
        permission = Permission.PARTNERSHIP_REQUEST if is_of_reseller else Permission.RELATIONSHIP_REQUEST
        if not self.lead.has_contact or not self.actor.may(permission):
            return None
        name = "lead-partnership" if is_of_reseller else "lead-relationship"
        words = _("Request a partnership") if is_of_reseller else _("Request a reseller relationship")
        where = [self.tenant.slug, self.lead.public_id]
        return {"url": reverse(f"directory:{name}", args=where), "label": words}


class LeadStepView(LeadPage):
    """A form about one lead; what came of it stands on the lead's page."""

    title: ClassVar[Any]
    submit: ClassVar[Any]
    lead_words: ClassVar[Any] = ""
    tone: ClassVar[str] = "primary"
    template_name: ClassVar[str] = "directory/lead_step.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.permission)
        try:
            self.require_possible()
        except DomainError as error:
            messages.error(request, str(error.message))
            return self.back()
        return super().dispatch(request, *args, **kwargs)

    def require_possible(self) -> None:
        """Raises DomainError where the lead is in no state for this."""
        policies.require_received(self.lead)

    def form(self, data: Any = None) -> PortalForm:
        raise NotImplementedError

    def take(self, form: Any) -> str:
        """Do it; returns what to tell the person. Raises DomainError."""
        raise NotImplementedError

    def get(self, request: HttpRequest, lead_id: str) -> HttpResponse:
        return self._page(self.form())

    def post(self, request: HttpRequest, lead_id: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            said = self.take(form)
        except StaleState as error:
            messages.info(request, str(error.message))
            return self.back()
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form)
        messages.success(request, said)
        return self.back()

    def _page(self, form: PortalForm) -> HttpResponse:
        context = {"page_title": self.title, "form": form, "lead": self.lead, "view": self}
        return render(self.request, self.template_name, context)


class LeadAcceptView(LeadStepView):
    title = gettext_lazy("Accept the lead")
    submit = gettext_lazy("Accept")
    lead_words = gettext_lazy("You take it on: get in touch, then send the request for a relationship.")

    def form(self, data: Any = None) -> CareForm:
        return CareForm(data, tenant=self.tenant, initial={"owner": str(self.actor.user.pk)})

    def take(self, form: CareForm) -> str:
        actions.accept_lead(lead=self.lead, by=self.actor, **form.values())
        return _("The lead is yours. Get in touch soon: the contact data stand below.")


class LeadDeclineView(LeadStepView):
    title = gettext_lazy("Decline the lead")
    submit = gettext_lazy("Decline")
    lead_words = gettext_lazy(
        "Who asked is told to choose another partner; your reason and your notes stay with you."
    )
    tone = "danger"

    def form(self, data: Any = None) -> DeclineForm:
        return DeclineForm(data)

    def take(self, form: DeclineForm) -> str:
        actions.decline_lead(lead=self.lead, by=self.actor, **form.values())
        return _("The lead is declined. Who asked is told to choose another partner.")


class LeadEditView(LeadStepView):
    title = gettext_lazy("Change the notes")
    submit = gettext_lazy("Save")

    def require_possible(self) -> None:
        if self.lead.status != LeadStatus.ACCEPTED:
            raise DomainError("not_accepted", _("Only an accepted lead has somebody who cares for it."))

    def form(self, data: Any = None) -> CareForm:
        stored = {"owner": str(self.lead.owner_id or ""), "notes": self.lead.notes}
        return CareForm(data, tenant=self.tenant, initial=stored)

    def take(self, form: CareForm) -> str:
        actions.care_for_lead(lead=self.lead, by=self.actor, **form.values())
        return _("Saved.")


class LeadArchiveView(LeadPage):
    def get(self, request: HttpRequest, lead_id: str) -> HttpResponse:
        """There is nothing to see here: a bookmark leads to the lead."""
        return self.back()

    def post(self, request: HttpRequest, lead_id: str) -> HttpResponse:
        try:
            actions.archive_lead(lead=self.lead, by=self.actor)
        except StaleState as error:
            messages.info(request, str(error.message))
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("The lead is archived."))
        return self.back()
