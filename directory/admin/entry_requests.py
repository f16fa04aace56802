from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from directory import actions
from directory.admin import forms
from directory.models import EntryRequest
from directory.states import EntryRequestStatus
from partnercenter.core.admin_actions import Operation
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import Notice, site


def _is_open(row: EntryRequest) -> bool:
    return row.is_open


@admin.register(EntryRequest, site=site)
class EntryRequestAdmin(OperatorAdmin):
    """What providers want changed in their entries (S000-7): change the entry first, then answer here."""

    operations = (
        Operation(
            "settle",
            _("It is done"),
            lambda row, **data: actions.settle_request(request=row, **data),
            explanation=_("The entry says by now what was asked for. The provider gets a mail."),
            form=forms.SettledForm,
            possible=_is_open,
        ),
        Operation(
            "decline",
            _("Decline"),
            lambda row, **data: actions.decline_request(request=row, **data),
            explanation=_("The entry stays as it is. The provider gets a mail."),
            form=forms.DeclinedForm,
            possible=_is_open,
        ),
    )
    list_display = ("tenant", "status", "asked_at", "asked_by", "answered_at", "answered_by")
    list_filter = ("status",)
    list_select_related = ("tenant", "asked_by", "answered_by")
    search_exact = ("tenant__slug", "public_id")
    search_prefix = ("tenant__name_key",)
    search_help_text = _("The beginning of the name, or the address in URLs.")
    fields = (
        ("tenant", "status"),
        "words",
        ("asked_at", "asked_by"),
        ("answered_at", "answered_by"),
        "answer",
        "public_id",
    )
    readonly_fields = ("words",)

    @admin.display(description=_("what to change"))
    def words(self, obj: EntryRequest) -> SafeString:
        return format_html('<div class="operations-text">{}</div>', obj.text)

    def related_links(self, obj: EntryRequest) -> list[dict[str, Any]]:
        return [listing(_("The entry"), "directory.businessprofile", q=obj.tenant.slug)]


@site.watch
def waiting_requests() -> Iterator[Notice]:
    waiting = EntryRequest.objects.open().order_by()
    if count := waiting[:100].count():
        where = listing("", "directory.entryrequest", status__exact=EntryRequestStatus.OPEN.value)
        words = _("Requests to change an entry that wait for an answer: %(count)s")
        yield Notice(words % {"count": count}, where["url"])
