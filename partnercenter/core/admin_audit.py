"""Pages for operators about what happened, and whether it is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partnercenter.core.admin_base import OperatorAdmin, link_to, listing
from partnercenter.core.admin_site import Notice, site
from partnercenter.core.models import AuditCheckpoint, AuditEvent
from partnercenter.core.sealing import sealer


@admin.register(AuditEvent, site=site)
class AuditEventAdmin(OperatorAdmin):
    """Read-only by the database's rights as well: nobody changes or deletes what happened."""

    list_display = ("action", "at", "actor_name", "tenant", "counterparty", "reason", "target")
    list_select_related = ("tenant", "counterparty")
    list_filter = ("actor_kind",)
    search_exact = ("action", "request_id")
    search_help_text = _(
        "An action such as partnership.removed, the address of an organisation in URLs, or a request ID."
    )
    fields = (
        ("at", "action"),
        ("actor_name", "actor_kind", "actor"),
        ("tenant", "counterparty"),
        "target",
        "reason",
        "details",
        "request_id",
    )
    readonly_fields = ("target", "details")

    def search_q(self, term: str) -> Q:
        if len(term) == 32:
            return Q(request_id=term.lower())
        if "." in term:
            return Q(action=term)
        tenants = AuditEvent._meta.get_field("tenant").related_model
        ids = list(tenants._default_manager.filter(slug=term.lower()).values_list("pk", flat=True))
        return Q(tenant_id__in=ids) | Q(counterparty_id__in=ids)

    @admin.display(description=_("object"))
    def target(self, obj: AuditEvent) -> str | SafeString:
        return link_to(
            obj.target_type, obj.target_id, f"{obj.target_type} {obj.target_public_id or obj.target_id}"
        )

    @admin.display(description=_("changes"))
    def details(self, obj: AuditEvent) -> SafeString:
        text = json.dumps(obj.changes, ensure_ascii=False, indent=2)
        return format_html('<div class="operations-text">{}</div>', text)

    def related_links(self, obj: AuditEvent) -> list[dict[str, Any]]:
        same = listing(_("Everything in the same request"), "core.auditevent", q=obj.request_id)
        return [same] if obj.request_id else []


@admin.register(AuditCheckpoint, site=site)
class AuditCheckpointAdmin(OperatorAdmin):
    """How far the log was sealed, and when: lines to compare with those that are kept elsewhere."""

    list_display = ("seal_id", "at", "line")
    fields = ("at", "seal_id", "line")
    readonly_fields = ("seal_id",)
    ordering = ("-seal",)

    def history_of(self, obj: Any) -> Any:
        return None


@site.watch
def unsealed_events() -> Iterator[Notice]:
    """Sealing stands still: what happens meanwhile could be changed without being found out."""
    if sealer.stands_still():
        where = reverse("admin:core_auditcheckpoint_changelist")
        yield Notice(
            _("Events have not been sealed for minutes. Is a worker of the default queue at work?"), where
        )
