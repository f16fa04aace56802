"""Which operator looked at which organisation, and why."""

from __future__ import annotations

from django.contrib import admin

from accounts.models import Visit
from partnercenter.core.admin_base import OperatorAdmin
from partnercenter.core.admin_site import site


@admin.register(Visit, site=site)
class VisitAdmin(OperatorAdmin):
    list_display = ("operator", "tenant", "started_at", "ends_at", "ended_at")
    list_select_related = ("operator", "tenant")
    search_exact = ("tenant__slug", "operator__email")
    fields = (("operator", "tenant"), ("started_at", "ends_at", "ended_at"), "reason")
