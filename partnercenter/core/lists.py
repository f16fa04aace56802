"""The list page: rows of a queryset with filters, sorting and pages, all of it in the address.

    class InvitationListView(TenantView, ListView):
        permission = Permission.INVITATIONS_VIEW
        template_name = "invitations/invitation_list.html"      # extends generic/list.html, fills its blocks
        page_title = _("Invitations")
        filterset_class = InvitationFilter                      # `q` is the search box
        columns = (Column(_("Recipient"), sort="to"), Column(_("State")), Column(_("Sent"), sort="sent"))
        sorts = {"to": Sort(_("Recipient"), ("recipient_email",)), "sent": Sort(_("Sent"), ("created_at",))}
        default_sort = "-sent"

        def queryset(self): return Invitation.objects.visible_to(self.tenant).for_list()

Two queries a page (rows; a count that stops at `count_limit`), whatever the table holds. Sorts need an index
over their columns and the id. Whatever stands in the address, the answer is a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic.base import TemplateResponseMixin, View

from partnercenter.core.components import Chip
from partnercenter.core.keyset import Order, Page, Sort, read_cursor, read_page
from partnercenter.core.numbers import grouped

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

__all__ = ["Column", "ListView", "Sort"]


@dataclass(frozen=True)
class Column:
    """A column's head. `sort` names one of the view's sorts; `hidden` keeps the words for screen readers.

    `wide_only`: left out where the table is narrow; its cells carry the class pc-wide-only too.
    """

    label: Words
    sort: str = ""
    numeric: bool = False
    hidden: bool = False
    wide_only: bool = False

    @property
    def css(self) -> str:
        return " ".join(
            name for name, on in (("pc-number", self.numeric), ("pc-wide-only", self.wide_only)) if on
        )


@dataclass(frozen=True)
class Head:
    """A column's head as this page shows it."""

    column: Column
    url: str = ""
    aria_sort: str = ""
    icon: str = "sort"


class ListView(TemplateResponseMixin, View):
    template_name = "generic/list.html"
    page_title: Words = ""
    filterset_class: ClassVar[Any] = None
    search_name: ClassVar[str] = "q"
    more_filters: ClassVar[Sequence[str]] = ()  # shown under "More filters"
    columns: ClassVar[Sequence[Column]] = ()
    sorts: ClassVar[Mapping[str, Sort]] = {}
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 25
    count_limit: ClassVar[int] = 1000

    def queryset(self) -> QuerySet[Any]:
        """The rows this actor may see, ready for the list; the subclass says."""
        raise NotImplementedError

    def filter_arguments(self) -> dict[str, Any]:
        """What the filters need to know of who asks."""
        return {}

    def bulk_url(self) -> str:
        """Where ticked rows are sent; empty for a list without bulk actions."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data())
        if request.headers.get("HX-Request") == "true":
            response["HX-Push-Url"] = self._url(page_of=request.GET)
        return response

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        page = self.page
        return {
            "view": self,
            "page_title": self.page_title,
            "page": page,
            "rows": page.rows,
            "count": self.count,
            "count_label": self.count_label,
            "announcement": self.announcement,
            "heads": [self._head(column) for column in self.columns],
            "sort_options": self._sort_options(),
            "filter": self.filterset,
            "search_field": self._field(self.search_name),
            "filter_fields": self._fields(more=False),
            "more_fields": self._fields(more=True),
            "chips": self.chips,
            "is_filtered": bool(self.chips),
            "list_url": self.request.path,
            "clear_url": self._url(drop=tuple(self._applied)),
            "bulk_url": self.bulk_url(),
            **extra,
        }

    # ------------------------------------------------------------------ rows
    @cached_property
    def filterset(self) -> Any:
        """The filters with what the address gave them; what they cannot read is left out."""
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(
            self.request.GET, queryset=self.queryset(), request=self.request, **self.filter_arguments()
        )
        for name, item in filterset.form.fields.items():
            item.widget.attrs.setdefault("id", f"filter_{name}")
            css = "form-select" if isinstance(item.widget, forms.Select) else "form-control"
            item.widget.attrs.setdefault("class", css)
        return filterset

    @cached_property
    def parts(self) -> list[QuerySet[Any]]:
        """The rows that match, as they are read: one queryset, or several that share no row."""
        return self.read_as(self.queryset() if self.filterset is None else self.filterset.qs)

    def read_as(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """The last step, after the filters: a subclass narrows here, or parts what one index cannot serve."""
        return [rows]

    @cached_property
    def order(self) -> Order:
        """The sort of the address if it is one of ours, else the default."""
        wanted = self.request.GET.get("sort", "")
        parameter = wanted if wanted.removeprefix("-") in self.sorts else self.default_sort
        name = parameter.removeprefix("-")
        return Order(name, self.sorts.get(name, Sort("", ())), parameter.startswith("-"))

    @cached_property
    def page(self) -> Page:
        cursors = {
            side: read_cursor(self.request.GET.get(side, ""), side, self.order)
            for side in ("after", "before")
        }
        page = read_page(self.parts, self.order, self.page_size, **cursors)
        page.next_url = self._url(after=page.after) if page.after else ""
        page.previous_url = self._url(before=page.before) if page.before else ""
        return page

    @cached_property
    def count(self) -> int:
        """How many rows match, counted no further than one past the limit."""
        if self.page.number == 1 and not self.page.next_url:
            return len(self.page.rows)
        found = 0
        for rows in self.parts:
            found += rows.order_by().values("pk")[: self.count_limit + 1 - found].count()
            if found > self.count_limit:
                break
        return found

    @property
    def count_label(self) -> str:
        limited = min(self.count, self.count_limit)
        return grouped(limited) + ("+" if self.count > limited else "")

    @property
    def announcement(self) -> str:
        """What a screen reader hears when the list has changed."""
        return ngettext("%(count)s result", "%(count)s results", self.count) % {"count": self.count_label}

    # ------------------------------------------------------------------ filters
    @cached_property
    def _applied(self) -> dict[str, Any]:
        if self.filterset is None or self.filterset.errors is None:
            return {}
        cleaned = self.filterset.form.cleaned_data
        return {
            name: value for name, value in cleaned.items() if value not in (None, "", [], ()) and _some(value)
        }

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(f"{self._label(name)}: {words}", self._url(drop=(name,)))
            for name, value in self._applied.items()
            for words in [self._words(name, value)]
        ]

    def _label(self, name: str) -> str:
        return _("Search") if name == self.search_name else str(self.filterset.form.fields[name].label)

    def _words(self, name: str, value: Any) -> str:
        choices = getattr(self.filterset.form.fields[name], "choices", None)
        known = {} if choices is None else {str(key): str(words) for key, words in choices}
        values = value if isinstance(value, list | tuple | set | QuerySet) else [value]
        return ", ".join(known.get(str(getattr(one, "pk", one)), str(one)) for one in values)

    def _field(self, name: str) -> forms.BoundField | None:
        if self.filterset is None or name not in self.filterset.form.fields:
            return None
        field: forms.BoundField = self.filterset.form[name]
        return field

    def _fields(self, *, more: bool) -> list[forms.BoundField]:
        if self.filterset is None:
            return []
        names = (name for name in self.filterset.form.fields if name != self.search_name)
        return [self.filterset.form[name] for name in names if (name in self.more_filters) is more]

    # ------------------------------------------------------------------ addresses
    def _url(
        self,
        *,
        drop: Sequence[str] = (),
        sort: str | None = None,
        after: str = "",
        before: str = "",
        page_of: QueryDict | None = None,
    ) -> str:
        """This list's address with what was understood of the present one, and the changes given."""
        query = QueryDict(mutable=True)
        for key in self.request.GET:
            if any(key == name or key.startswith(f"{name}_") for name in self._applied if name not in drop):
                query.setlist(key, self.request.GET.getlist(key))
        wanted = self.order.parameter if sort is None else sort
        given = {"after": after, "before": before}
        if page_of is not None:
            given = {side: page_of.get(side, "") if self.page.number > 1 else "" for side in given}
        sorting = {"sort": wanted if wanted != self.default_sort else ""}
        query.update({key: value for key, value in (sorting | given).items() if value})
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _head(self, column: Column) -> Head:
        if column.sort not in self.sorts:
            return Head(column)
        if column.sort != self.order.name:
            return Head(column, self._url(sort=column.sort))
        if self.order.descending:
            return Head(column, self._url(sort=column.sort), "descending", "sort-down")
        return Head(column, self._url(sort=f"-{column.sort}"), "ascending", "sort-up")

    def _sort_options(self) -> list[tuple[str, str, bool]]:
        directions = (("", _("%(column)s, ascending")), ("-", _("%(column)s, descending")))
        return [
            (sign + name, words % {"column": sort.label}, sign + name == self.order.parameter)
            for name, sort in self.sorts.items()
            for sign, words in directions
        ]


def _some(value: Any) -> bool:
    """False for a slice of a range filter with both ends open, or an empty queryset."""
    if isinstance(value, slice):
        return value.start is not None or value.stop is not None
    return not isinstance(value, QuerySet) or value.exists()
