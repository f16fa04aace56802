"""Pages for operators about what happened, and whether it is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partnercenter.core import audit_export
from partnercenter.core.admin_base import OperatorAdmin, link_to, listing
from partnercenter.core.admin_site import Notice, site
from partnercenter.core.models import AuditCheckpoint, AuditEvent
from partnercenter.core.sealing import sealer
from partnercenter.core.sentences import tell, topics


class WhenFilter(admin.SimpleListFilter):
    title = _("when")
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("1", _("Last day")),
            ("7", _("Last week")),
            ("31", _("Last month")),
            ("365", _("Last year")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        days = self.value() if self.value() in {"1", "7", "31", "365"} else None
        return queryset.filter(at__gte=Now() - timedelta(days=int(days))) if days else queryset


class KindFilter(admin.SimpleListFilter):
    """By what an action is about, e.g. partnerships."""

    title = _("kind of action")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        named = [(topic.name, capfirst(str(topic.label))) for topic in topics()]
        return sorted(named, key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """By the actions of the topic, which the index has."""
        wanted = [topic.sentences for topic in topics() if topic.name == self.value()]
        return queryset.filter(action__in=list(wanted[0])) if wanted else queryset


@admin.register(AuditEvent, site=site)
class AuditEventAdmin(OperatorAdmin):
    """Read-only by the database's rights as well: nobody changes or deletes what happened."""

    list_display = ("sentence", "at", "tenant", "counterparty", "reason")
    list_select_related = ("tenant", "counterparty", "on_behalf_of")
    list_filter = (WhenFilter, KindFilter, "actor_kind")
    search_exact = ("action", "request_id")
    search_help_text = _(
        "An action such as partnership.removed, the address of an organisation in URLs, the e-mail address of who acted, or a"
        " request ID."
    )
    fields = (
        "sentence",
        ("at", "action"),
        ("actor_name", "actor_kind", "actor"),
        ("tenant", "counterparty"),
        "target",
        "reason",
        "changed",
        "details",
        "request_id",
    )
    readonly_fields = ("sentence", "target", "changed", "details")

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name="core_auditevent_export"), *super().get_urls()]

    def collection_links(self, request: HttpRequest) -> list[dict[str, Any]]:
        where = request.GET.urlencode()
        url = reverse("admin:core_auditevent_export") + (f"?{where}" if where else "")
        return [{"label": _("Export log"), "url": url}, *super().collection_links(request)]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect("admin:core_auditevent_changelist")
        response = StreamingHttpResponse(audit_export.stream(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{audit_export.file_name()}"'
        return response

    def search_q(self, term: str) -> Q:
        if len(term) == 32:
            return Q(request_id=term.lower())
        if "@" in term:
            people = AuditEvent._meta.get_field("actor").related_model
            return Q(
                actor_id__in=list(
                    people._default_manager.filter(email=term.lower()).values_list("pk", flat=True)
                )
            )
        if "." in term:
            return Q(action=term)
        tenants = AuditEvent._meta.get_field("tenant").related_model
        ids = list(tenants._default_manager.filter(slug=term.lower()).values_list("pk", flat=True))
        return Q(tenant_id__in=ids) | Q(counterparty_id__in=ids)

    @admin.display(description=_("what happened"))
    def sentence(self, obj: AuditEvent) -> str:
        return tell(obj, None).text

    @admin.display(description=_("before and after"))
    def changed(self, obj: AuditEvent) -> SafeString | str:
        return format_html_join("\n", "<p>{}</p>", ((change,) for change in tell(obj, None).changes)) or "–"

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
