from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from customers.ending import Ending
from customers.forms_partner import EndRelationshipForm
from customers.held import Held, held
from customers.views.account import CustomerView
from partnercenter.core.errors import DomainError, StaleState
from relationships.actions import end_reseller_relationship
from relationships.blockers import blockers_of
from relationships.models import ResellerRelationship
from relationships.policies import may_end
from relationships.states import EndReason


class RelationshipRemoveView(CustomerView):
    """S003-9: what it means, then the reason; where something blocks it, what does, and where to deal with it."""

    permission = Permission.RELATIONSHIP_REMOVE
    needs_recent_sign_in = True

    def get(self, request: HttpRequest, public_id: str, relationship_id: str) -> HttpResponse:
        found, relationship = self._find(public_id, relationship_id)
        if not relationship.is_active:
            return self._gone(found)
        return self._page(found, relationship, EndRelationshipForm())

    def post(self, request: HttpRequest, public_id: str, relationship_id: str) -> HttpResponse:
        found, relationship = self._find(public_id, relationship_id)
        if not relationship.is_active:
            return self._gone(found)
        form = EndRelationshipForm(request.POST)
        if not may_end(relationship, self.tenant) or not form.is_valid():
            return self._page(found, relationship, form)
        return self._end(found, relationship, form)

    def _find(self, public_id: str, relationship_id: str) -> tuple[Held, ResellerRelationship]:
        found = held(self.tenant, public_id)
        for row in found.rows:
            if row.public_id == relationship_id:
                return found, row
        raise Http404

    def _end(
        self, found: Held, relationship: ResellerRelationship, form: EndRelationshipForm
    ) -> HttpResponse:
        reason, note = EndReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
        try:
            end_reseller_relationship(relationship=relationship, by=self.actor, reason=reason, note=note)
        except StaleState:
            return self._gone(found)
        except DomainError as error:
            if error.code == "already_ended":
                return self._gone(found)
            if error.code != "blocked":  # those are listed on the page
                form.add_domain_error(error)
            return self._page(found, relationship, form)
        name = {"name": found.customer.name}
        messages.success(self.request, _("The reseller relationship with %(name)s has been removed.") % name)
        if any(row.is_active for row in found.rows if row != relationship):
            return self.back(found, "customers:customer-history")
        return redirect("customers:customer-list", self.tenant.slug)

    def _gone(self, found: Held) -> HttpResponse:
        """A colleague, an operator or the first of two clicks was here before."""
        messages.info(self.request, _("This relationship has ended already."))
        return self.back(found, "customers:customer-history")

    def _page(
        self, found: Held, relationship: ResellerRelationship, form: EndRelationshipForm
    ) -> HttpResponse:
        mine = may_end(relationship, self.tenant)
        context: dict[str, Any] = {
            "page_title": _("Remove reseller relationship with %(name)s?") % {"name": found.customer.name},
            "relationship": relationship,
            "form": form,
            "ending": Ending(found, relationship),
            "may_end": mine,
            "blockers": blockers_of(relationship) if mine else [],
        }
        return self.page(found, "customers/relationship_remove.html", **context)
