"""Pages for operators: where is my mail, is everything at work. Who did what: admin_audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partnercenter.core import (
    admin_audit,  # noqa: F401  registers its pages
    heartbeat,
    mail,
)
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, link_to, listing
from partnercenter.core.admin_site import Notice, site
from partnercenter.core.dates import relative_words
from partnercenter.core.mail.circuit import resume_sending
from partnercenter.core.mail.registry import registered, reply_in_words
from partnercenter.core.models import Heartbeat, MailCircuit, OutgoingMail, RaisedRights
from partnercenter.core.states_mail import MailStatus

RETRIABLE = frozenset({MailStatus.FAILED, MailStatus.ABORTED, MailStatus.DELAYED})
STOPPABLE = frozenset({MailStatus.QUEUED, MailStatus.DELAYED})


class KindFilter(admin.SimpleListFilter):
    """The kinds the apps registered; asking the table would read all of it."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.replace("_", " ")) for name in registered()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OutgoingMail, site=site)
class OutgoingMailAdmin(OperatorAdmin):
    """The body is shown with the place of the personal link, never with the link itself."""

    operations = (
        Operation(
            "retry",
            _("Send again"),
            mail.retry,
            explanation=_("The mail is queued again, now. Attempts are counted from the beginning."),
            possible=lambda row: row.status in RETRIABLE,
            bulk=True,
        ),
        Operation(
            "stop",
            _("Stop"),
            mail.abort,
            explanation=_("The mail will not be sent. You can have it sent again later."),
            possible=lambda row: row.status in STOPPABLE,
            bulk=True,
        ),
    )
    list_display = ("to_address", "status", "answer", "subject", "what", "attempts", "created_at", "sent_at")
    list_filter = ("status", KindFilter)
    search_exact = ("public_id",)
    search_help_text = _("The whole address of the recipient, or the ID of a mail.")
    fields = (
        ("status", "attempts", "lapses"),
        "whole_answer",
        ("to_address", "to_name", "language"),
        ("from_name", "reply_to"),
        ("created_at", "next_attempt_at", "sent_at"),
        ("kind", "about_link", "tenant", "public_id"),
        "subject",
        "body",
    )
    readonly_fields = ("about_link", "body", "whole_answer")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["to_address", "public_id"]

    def search_q(self, term: str) -> Q:
        """The address as it was typed then, or in lower case: exact, so that the index serves."""
        local, _at, domain = term.rpartition("@")
        spellings = {term, term.lower(), f"{local}@{domain.lower()}", f"{local.lower()}@{domain}"}
        return Q(to_address__in=spellings) | Q(public_id=term.lower())

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Only where the exact address finds nothing, any spelling of it (that reads the whole table)."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        if "@" in search_term and not found.exists():
            found = queryset.filter(to_address__iexact=search_term.strip())
        return found, distinct

    def related_links(self, obj: OutgoingMail) -> list[dict[str, Any]]:
        return [listing(_("All mails to this address"), "core.outgoingmail", q=obj.to_address)]

    @admin.display(description=_("the server's answer"))
    def answer(self, obj: OutgoingMail) -> str:
        return reply_in_words(obj)[:120]

    @admin.display(description=_("the server's answer"))
    def whole_answer(self, obj: OutgoingMail) -> str:
        return reply_in_words(obj) or "–"

    @admin.display(description=_("kind"))
    def what(self, obj: OutgoingMail) -> str:
        return obj.kind.replace("_", " ")

    @admin.display(description=_("about"))
    def about_link(self, obj: OutgoingMail) -> str | SafeString:
        return (
            link_to(obj.about_type, obj.about_id, f"{obj.about_type} {obj.about_id}") if obj.about_id else "–"
        )

    @admin.display(description=_("text"))
    def body(self, obj: OutgoingMail) -> SafeString:
        return format_html('<div class="operations-text">{}</div>', obj.text)


@admin.register(MailCircuit, site=site)
class MailCircuitAdmin(OperatorAdmin):
    """Whether all sending is paused, and why."""

    operations = (
        Operation(
            "resume",
            _("Go on sending"),
            resume_sending,
            explanation=_("Sending was paused because the mail server or our own side was in trouble."),
            possible=lambda row: row.paused_until is not None,
        ),
    )
    list_display = ("state", "paused_until", "reason", "failures")
    fields = ("state", "paused_until", "reason", "failures")
    readonly_fields = ("state",)

    @admin.display(description=_("state"))
    def state(self, obj: MailCircuit) -> Any:
        return _("Paused") if obj.paused_until and obj.paused_until > timezone.now() else _("Sending")


@admin.register(Heartbeat, site=site)
class HeartbeatAdmin(OperatorAdmin):
    list_display = ("name", "at", "seen")
    fields = ("name", "at", "seen")
    readonly_fields = ("seen",)
    ordering = ("name",)

    @admin.display(description=_("seen"))
    def seen(self, obj: Heartbeat) -> str:
        return relative_words(obj.at)


@admin.register(RaisedRights, site=site)
class RaisedRightsAdmin(OperatorAdmin):
    """Who could do more than look, when and what for."""

    list_display = ("operator", "started_at", "ends_at", "ended_at", "reason")
    list_select_related = ("operator",)
    fields = ("operator", ("started_at", "ends_at", "ended_at"), "reason")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return []


@site.watch
def troubled_mail() -> Iterator[Notice]:
    """Failed mails (counted to a hundred), and a pause of all sending."""
    failed = OutgoingMail.objects.filter(status=MailStatus.FAILED).order_by()[:100].count()
    if failed:
        where = listing("", "core.outgoingmail", status__exact=MailStatus.FAILED.value)
        text = _("Failed mails: %(count)s") % {"count": f"{failed}{'+' if failed == 100 else ''}"}
        yield Notice(text, where["url"])
    for circuit in MailCircuit.objects.filter(paused_until__gt=timezone.now()):
        url = reverse("admin:core_mailcircuit_change", args=[circuit.pk])
        yield Notice(_("Sending is paused: %(reason)s") % {"reason": circuit.reason}, url)


@site.watch
def silent_parts() -> Iterator[Notice]:
    """Workers and beat that have not been seen for a while."""
    limit = heartbeat.DEAF_AFTER.total_seconds()
    for name, age in heartbeat.ages().items():
        if age is None or age > limit:
            yield Notice(
                _("Not seen at work: %(name)s") % {"name": name}, reverse("admin:core_heartbeat_changelist")
            )
