from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.errors import DomainError, StaleState
from relationships import emails
from relationships.actions import remove_partnership
from relationships.consequences import Consequences
from relationships.forms import RemovePartnershipForm
from relationships.models import Partnership
from relationships.states import RemovalReason


class PartnershipRemoveView(TenantView):
    """S000-32 to S000-40: what it means, in numbers, and the statement; sending it is the confirmation."""

    permission = Permission.PARTNERSHIP_REMOVE
    needs_recent_sign_in = True

    def _partnership(self, public_id: str) -> Partnership:
        rows = Partnership.objects.visible_to(self.tenant).with_resellers_of(self.tenant)
        return get_object_or_404(rows.select_related("provider", "reseller"), public_id=public_id)

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        partnership = self._partnership(public_id)
        if not partnership.is_active:
            return self._gone(partnership)
        now = Consequences.of(partnership)
        return self._page(partnership, RemovePartnershipForm(initial={"seen": now.mark}), now)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        partnership = self._partnership(public_id)
        if not partnership.is_active:
            return self._gone(partnership)
        now = Consequences.of(partnership)
        form = RemovePartnershipForm(request.POST)
        if not form.is_valid():
            return self._page(partnership, form, now)
        if changes := now.differences(Consequences.read(form.cleaned_data["seen"])):
            again = {**form.cleaned_data, "seen": now.mark, "statement_accepted": False}
            return self._page(partnership, RemovePartnershipForm(initial=again), now, changes=changes)
        return self._remove(partnership, form, now)

    def _remove(
        self, partnership: Partnership, form: RemovePartnershipForm, now: Consequences
    ) -> HttpResponse:
        wishes = {name: form.cleaned_data[name] for name in ("statement_accepted", "note", "courtesy")}
        try:
            reason = RemovalReason(form.cleaned_data["reason"])
            remove_partnership(partnership=partnership, by=self.actor, reason=reason, **wishes)
        except StaleState:
            return self._gone(partnership)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(partnership, form, now)
        name = {"name": partnership.reseller.name}
        messages.success(self.request, _("The partnership with %(name)s has been removed.") % name)
        return redirect("relationships:reseller-list", tenant_slug=self.tenant.slug)

    def _gone(self, partnership: Partnership) -> HttpResponse:
        """A colleague, an operator or the first of two clicks was here before."""
        name = {"name": partnership.reseller.name}
        messages.info(self.request, _("The partnership with %(name)s has been removed already.") % name)
        return redirect("relationships:reseller-detail", self.tenant.slug, partnership.public_id)

    def _page(
        self, partnership: Partnership, form: RemovePartnershipForm, now: Consequences, **more: Any
    ) -> HttpResponse:
        name = partnership.reseller.name
        subject, text = emails.courtesy_preview(partnership)
        context = {
            "partnership": partnership,
            "page_title": _("Remove partnership with %(name)s?") % {"name": name},
            "form": form,
            "now": now,
            "kept": [one for one in now.kept if one.count and self.actor.may(one.permission)],
            "courtesy_subject": subject,
            "courtesy_text": text,
            **more,
        }
        return render(self.request, "relationships/partnership_remove.html", context)
