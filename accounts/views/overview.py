"""The first page of an organisation: what waits for this person, and figures that lead to the lists they count."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic.base import TemplateResponseMixin

from accounts import overview
from accounts.labels import programme_labels
from accounts.permissions import Permission
from accounts.views.base import TenantView
from partnercenter.core.charts import MonthChart


class OverviewView(TemplateResponseMixin, TenantView):
    permission = Permission.TENANT_VIEW
    template_name = "accounts/overview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        cards = overview.cards_for(self.actor)
        return self.render_to_response(
            {
                "tenant": self.tenant,
                "programmes": programme_labels(self.tenant),
                "sections": [card for card in cards if isinstance(card, overview.Section)],
                "tasks": [card for card in cards if isinstance(card, overview.Task)],
                "figures": [card for card in cards if isinstance(card, overview.Figure)],
                "actions": [card for card in cards if isinstance(card, overview.Action)],
                "charts": [card for card in cards if isinstance(card, MonthChart)],
            }
        )
