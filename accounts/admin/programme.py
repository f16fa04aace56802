"""What partners are in the programme: profiles, locations, enrolments, agreements."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import actions
from accounts.admin import forms
from accounts.labels import programme_labels
from accounts.models import Agreement, AgreementAcceptance, Enrolment, Location, PartnerProfile
from accounts.policies.programme import remarks
from accounts.states import EnrolmentStatus, Programme
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import Notice, site


@admin.register(PartnerProfile, site=site)
class PartnerProfileAdmin(OperatorAdmin):
    operations = (
        Operation(
            "offboarding",
            _("Identify for direct-bill offboarding"),
            lambda row, by: actions.identify_for_offboarding(profile=row, by=by),
            explanation=_("The partner may then become an indirect reseller. There is no way back."),
            possible=lambda row: row.offboarding_since is None and Programme.DIRECT_BILL in row.programmes,
        ),
    )
    list_display = (
        "tenant",
        "programme_names",
        "global_account_id",
        "primary_contact",
        "offboarding_since",
    )
    list_select_related = ("tenant",)
    search_exact = ("tenant__slug", "primary_contact", "global_account_id")
    search_prefix = ("tenant__name_key",)
    search_help_text = _(
        "The beginning of the name, the address in URLs, the primary contact or the global account ID."
    )
    fields = (
        ("tenant", "programme_names", "global_account_id"),
        ("primary_contact", "offboarding_since"),
    )
    readonly_fields = ("programme_names",)

    @admin.display(description=_("programme roles"))
    def programme_names(self, obj: PartnerProfile) -> str:
        return ", ".join(programme_labels(obj.tenant))


@admin.register(Location, site=site)
class LocationAdmin(OperatorAdmin):
    list_display = ("name", "mpn_id", "tenant", "country", "is_default")
    list_select_related = ("tenant", "country")
    search_exact = ("mpn_id", "tenant__slug")
    search_help_text = _("An MPN ID, or the address of the organisation in URLs.")
    fields = (("name", "mpn_id"), ("tenant", "country", "is_default"))


@admin.register(Enrolment, site=site)
class EnrolmentAdmin(OperatorAdmin):
    operations = (
        Operation(
            "approve",
            _("Approve"),
            lambda row, by: actions.approve_enrolment(enrolment=row, by=by),
            explanation=_("The partner holds the programme role from this moment."),
            possible=lambda row: row.status == EnrolmentStatus.APPLIED,
            bulk=True,
        ),
        Operation(
            "reject",
            _("Reject"),
            lambda row, **data: actions.reject_enrolment(enrolment=row, **data),
            form=forms.RejectionForm,
            possible=lambda row: row.status == EnrolmentStatus.APPLIED,
            bulk=True,
        ),
    )
    # What waits first, longest first, by the index `enrolment_queue`; then what was decided, latest first.
    ordering = (F("decided_at").desc(nulls_first=True), F("applied_at").asc())  # type: ignore[assignment]
    list_display = ("tenant", "time_left", "programme", "status", "applied_at", "decided_at", "decided_by")
    list_filter = ("status", "programme", "is_transition")
    list_select_related = ("tenant", "decided_by")
    search_exact = ("tenant__slug", "public_id")
    search_prefix = ("tenant__name_key",)
    search_help_text = _("The beginning of the name, or the address in URLs.")
    fields = (
        ("tenant", "programme", "status", "is_transition"),
        ("applied_at", "applied_by", "primary_contact"),
        ("time_left", "open_questions"),
        ("decided_at", "decided_by"),
        "decision_reason",
        "answer",
        ("accepted_at", "accepted_by", "public_id"),
    )
    readonly_fields = ("time_left", "open_questions")

    @admin.display(description=_("business days left"))
    def time_left(self, obj: Enrolment) -> str:
        """S001-8: until it has to be decided; overdue says by how much."""
        if not obj.is_waiting:
            return ""
        left = obj.business_days_left
        if left < 0:
            words = ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}
            return format_html('<strong class="operations-late">{}</strong>', words)
        return str(_("Today")) if left == 0 else str(left)

    @admin.display(description=_("why a person decides"))
    def open_questions(self, obj: Enrolment) -> SafeString | str:
        lines = [(words,) for words in remarks(obj)] if obj.is_waiting else []
        return format_html_join("", "<div>{}</div>", lines)


@admin.register(Agreement, site=site)
class AgreementAdmin(OperatorAdmin):
    """A published version is never edited."""

    operations = (
        Operation(
            "publish",
            _("Publish a new version"),
            actions.publish_agreement,
            explanation=_(
                "Earlier versions stay as they were accepted. A published version cannot be changed any more."
            ),
            form=forms.AgreementForm,
            right="add",
            collection=True,
        ),
    )
    list_display = ("title", "kind", "version", "published_at")
    list_filter = ("kind",)
    fields = (("kind", "version", "published_at"), "title", "body")
    readonly_fields = ("body",)

    @admin.display(description=_("text"))
    def body(self, obj: Agreement) -> SafeString:
        return format_html('<div class="operations-text">{}</div>', obj.text)


@admin.register(AgreementAcceptance, site=site)
class AgreementAcceptanceAdmin(OperatorAdmin):
    """Read-only by the database's rights as well."""

    list_display = ("tenant", "agreement", "signer_name", "accepted_by", "accepted_at")
    list_filter = ("kind",)
    list_select_related = ("tenant", "agreement", "accepted_by")
    search_exact = ("tenant__slug", "public_id")
    search_prefix = ("tenant__name_key",)
    search_help_text = _("The beginning of the name, or the address in URLs.")
    fields = (("tenant", "agreement"), ("signer_name", "accepted_by", "accepted_at"), "public_id")


@site.watch
def waiting_enrolments() -> Iterator[Notice]:
    """S001-8: the overdue ones by themselves; the list begins with them."""
    where = listing("", "accounts.enrolment", status__exact=EnrolmentStatus.APPLIED.value)["url"]
    if late := Enrolment.objects.overdue().order_by()[:100].count():
        yield Notice(_("Enrolments that should have been decided by now: %(count)s") % {"count": late}, where)
    if count := Enrolment.objects.waiting().order_by()[:100].count():
        yield Notice(_("Enrolments that wait for a decision: %(count)s") % {"count": count}, where)
