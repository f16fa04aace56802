"""The base of every page in Django admin: read-only, fast on large tables, changes by operations only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partnercenter.core.admin_actions import OperationsMixin
from partnercenter.core.text import prefix_range, search_key

# Names for columns the models leave without one.
LABELS = {
    "public_id": _("ID"),
    "to_name": _("recipient's name"),
    "from_name": _("sender's name"),
    "reply_to": _("answers go to"),
    "kind": _("kind"),
    "invited_by_name": _("invited by"),
    "opened_at": _("link made"),
    "next_reminder_at": _("next reminder"),
    "answered_by_name": _("answered by"),
    "recipient_tenant": _("answered for"),
    "closed_at": _("closed"),
    "closed_by_name": _("closed by"),
    "generation": _("links made"),
    "version": _("version"),
    "established_by": _("accepted by"),
    "removed_by": _("removed by"),
    "ended_by": _("ended by"),
    "uploaded_by": _("uploaded by"),
    "changed_at": _("changed"),
    "capacity": _("capacity"),
    "name": _("name"),
    "at": _("when"),
    "failures": _("failures"),
    "issued_by": _("issued by"),
    "revealed_by": _("shown to"),
}


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to `LIMIT` and no further: on a million rows the rest is nobody's business, a search is."""

    LIMIT = 10_000

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        return rows.order_by()[: self.LIMIT + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.LIMIT)

    @property
    def is_cut(self) -> bool:
        return self._counted > self.LIMIT


class OperatorAdmin(OperationsMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists are found by exact or prefix search on indexed columns and ordered by one; rows are shown, not edited.

    search_exact, search_prefix: names of columns; prefix columns are compared as `search_key` makes them.
    """

    search_exact: ClassVar[tuple[str, ...]] = ()
    search_prefix: ClassVar[tuple[str, ...]] = ()
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    sortable_by: ClassVar[tuple[str, ...]] = ()
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    paginator = BoundedPaginator
    change_list_template = "admin/operations_list.html"
    change_form_template = "admin/operations_detail.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}"))

    def get_urls(self) -> list[URLPattern]:
        """Only what there is to do: nothing is added, changed or deleted but by operations."""
        wrap = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("do/<slug:name>/", wrap(self.operation_view), name=f"{name}_operations"),
            path("<path:object_id>/history/", wrap(self.history_view), name=f"{name}_history"),
            path("<path:object_id>/do/<slug:name>/", wrap(self.operation_view), name=f"{name}_operation"),
            path("<path:object_id>/change/", wrap(self.change_view), name=f"{name}_change"),
        ]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [*self.search_exact, *self.search_prefix]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        return (queryset.filter(self.search_q(term)) if term else queryset), False

    def search_q(self, term: str) -> Q:
        """Comparisons an index serves and row-level security lets through (no LIKE)."""
        low, high = prefix_range(search_key(term))
        found = Q()
        for name in self.search_exact:
            found |= Q(**{name: term})
        for name in self.search_prefix:
            found |= Q(**{f"{name}__gte": low, f"{name}__lt": high})
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, labels=LABELS, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        links = {"bulk_links": self.bulk_links(request), "collection_links": self.collection_links(request)}
        title = {"title": str(self.opts.verbose_name_plural).capitalize()}
        return super().changelist_view(request, {**links, **title, **(extra_context or {})})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = super().get_list_display(request)
        return ["select", *columns] if self.bulk_links(request) else [*columns]

    def get_list_display_links(self, request: HttpRequest, list_display: Sequence[Any]) -> list[Any]:
        return [next(column for column in list_display if column != "select")]

    @admin.display(description=_("select"))
    def select(self, obj: Any) -> SafeString:
        label = _("Select %(object)s") % {"object": obj}
        return format_html('<input type="checkbox" name="ids" value="{}" aria-label="{}">', obj.pk, label)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        obj = kwargs.get("obj")
        more = {
            "title": str(obj),
            "subtitle": None,
            "changelist_url": self._url("changelist"),
            "operation_links": self.operation_links(request, obj),
            "related_links": [*self.related_links(obj), *self._history(obj)],
        }
        return super().render_change_form(request, {**context, **more}, *args, **kwargs)

    def related_links(self, obj: Any) -> list[dict[str, Any]]:
        """Where to look next: `[{"label": …, "url": …}]`; see `listing`."""
        return []

    def history_of(self, obj: Any) -> Any:
        """Whose events tell this row's history; None: nobody's."""
        return obj if isinstance(obj.pk, int) else None

    def _history(self, obj: Any) -> list[dict[str, Any]]:
        told = self.history_of(obj)
        if told is None:
            return []
        where = {"target_type__exact": told._meta.label_lower, "target_id__exact": told.pk}
        return [listing(_("Audit log"), "core.auditevent", **where)]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """History is the audit log, not Django's log of edits."""
        obj = self.get_object(request, object_id)
        links = self._history(obj) if obj else []
        if not links or not self.has_view_permission(request, obj):
            raise Http404
        return redirect(links[0]["url"])

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404


def listing(label: Any, model: str, **where: Any) -> dict[str, Any]:
    """A link to the list of `model` (`app.model`), filtered."""
    app, name = model.split(".")
    return {"label": label, "url": f"{reverse(f'admin:{app}_{name}_changelist')}?{urlencode(where)}"}


def link_to(model: str, pk: Any, text: Any) -> str | SafeString:
    """A link to the page of a row of any app; only the text where there is no such page."""
    app, _dot, name = model.partition(".")
    try:
        url = reverse(f"admin:{app}_{name}_change", args=[pk])
    except NoReverseMatch:
        return str(text)
    return format_html('<a href="{}">{}</a>', url, text)
