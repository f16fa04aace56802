"""What operators may do: a named operation with a page of its own that asks for a reason, and the app's action behind it.

Status fields are never edited. An operation says which right it needs, when it is possible, what it does; a rule's
answer (DomainError) is shown beside the form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnercenter.core import raising
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.forms import CleanCharField, CleanTextField, PortalForm

MAX_SELECTED = 100


class ReasonForm(PortalForm):
    """The reason every operation asks for; `obj` is what it is about (None: nothing yet, or several)."""

    reason = CleanTextField(
        label=_("Reason"),
        max_length=500,
        rows=3,
        help_text=_("Who asked for it, and why. It is kept in the audit log."),
    )

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"])

    def values(self) -> dict[str, Any]:
        """What was filled in besides the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class KeyField(CleanCharField):
    """A row named by what people know it by, e.g. an organisation by its address."""

    def __init__(self, find: Callable[[str], models.Model | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.find = find

    def clean(self, value: Any) -> Any:
        key = super().clean(value)
        found = self.find(key) if key else None
        if key and found is None:
            raise ValidationError(_("“%(value)s” was not found."), code="missing", params={"value": key})
        return found


def _always(obj: Any) -> bool:
    return True


def _require_possible(was_possible: bool) -> None:
    """A form that was open for a while, or an address typed in: the page did not offer this. Takes it all back."""
    if not was_possible:
        raise DomainError("not_possible", _("This is not possible for this row, or not any more."))


@dataclass(frozen=True)
class Operation:
    """One thing operators may do, at `do/<name>/`.

    run: called as `run(obj, by, **values of the form)`; may return the object to show next, or what was done in words.
    right: of Django's model permissions, the one it needs. bulk: for several selected rows too.
    collection: about no row yet (something new), so `obj` is left out. ends: the row is gone afterwards.
    superuser: for superusers only. leads_to: where to go on, given what `run` returned.
    """

    name: str
    label: Any
    run: Callable[..., Any]
    explanation: Any = ""
    form: type[ReasonForm] = ReasonForm
    right: str = "change"
    possible: Callable[[Any], bool] = _always
    bulk: bool = False
    collection: bool = False
    superuser: bool = False
    ends: bool = False
    leads_to: Callable[[Any], str] | None = None

    def allowed(self, request: HttpRequest, opts: Any) -> bool:
        if self.superuser:
            return request.user.is_superuser
        return request.user.has_perm(f"{opts.app_label}.{self.right}_{opts.model_name}")


class OperationsMixin:
    """For a ModelAdmin: `operations`, their pages, and links to them."""

    operations: Sequence[Operation] = ()

    if TYPE_CHECKING:  # what the ModelAdmin brings
        opts: Any
        admin_site: Any
        get_object: Any
        get_queryset: Any

    def operation_links(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        """The operations possible on this row now."""
        found = [
            o
            for o in self.operations
            if not o.collection and o.allowed(request, self.opts) and o.possible(obj)
        ]
        return [{"label": o.label, "url": self._url("operation", obj.pk, o.name)} for o in found]

    def collection_links(self, request: HttpRequest) -> list[dict[str, Any]]:
        found = [o for o in self.operations if o.collection and o.allowed(request, self.opts)]
        return [{"label": o.label, "url": self._url("operations", o.name)} for o in found]

    def bulk_links(self, request: HttpRequest) -> list[dict[str, Any]]:
        found = [o for o in self.operations if o.bulk and o.allowed(request, self.opts)]
        return [{"label": o.label, "url": self._url("operations", o.name)} for o in found]

    def operation_view(self, request: HttpRequest, name: str, object_id: str = "") -> HttpResponse:
        """GET asks, POST does it; nothing happens without raised rights (core.raising), and a reason."""
        operation = next((o for o in self.operations if o.name == name), None)
        if operation is None:
            raise Http404
        if not operation.allowed(request, self.opts):
            raise PermissionDenied
        if raising.rights_of(request) is None:
            return raising.ask(request)
        rows = self._rows(request, operation, object_id)
        about = rows[0] if len(rows) == 1 else None
        form = operation.form(request.POST or None, request.FILES or None, obj=about)
        if request.method == "POST" and form.is_valid():
            by = OperatorActor(request.user, form.cleaned_data["reason"])
            done = self._run_each(request, operation, rows, by, form)
            if done is not None:
                return redirect(done)
        return self._page(request, operation, rows, form, status=422 if form.is_bound else 200)

    def _rows(self, request: HttpRequest, operation: Operation, object_id: str) -> list[Any]:
        if object_id:
            obj = self.get_object(request, object_id)
            if obj is None or operation.collection:
                raise Http404
            return [obj]
        if operation.collection:
            return []
        ids = [key for key in request.GET.getlist("ids") if key.isdecimal()][:MAX_SELECTED]
        rows = list(self.get_queryset(request).filter(pk__in=ids).order_by("pk")) if operation.bulk else []
        if not operation.bulk:
            raise Http404
        return rows

    def _run_each(
        self, request: HttpRequest, operation: Operation, rows: list[Any], by: OperatorActor, form: ReasonForm
    ) -> str | None:
        """The address to go on to, or None where the only row met a rule: the form shows it."""
        several = len(rows) > 1
        shown: Any = None
        for obj in rows or [None]:
            try:
                with transaction.atomic():
                    arguments = () if operation.collection else (obj,)
                    was_possible = all(operation.possible(row) for row in arguments)
                    shown = operation.run(*arguments, by=by, **form.values()) or obj
                    _require_possible(was_possible)  # last: an action's own sentence says more
            except DomainError as error:
                if not several:
                    form.add_domain_error(error)
                    return None
                messages.error(request, f"{obj}: {error.message}")
            else:
                messages.success(
                    request, _("Done: %(what)s – %(object)s") % {"what": operation.label, "object": shown}
                )
        if operation.leads_to and not several:
            return operation.leads_to(shown)
        if several or operation.ends or getattr(shown, "pk", None) is None:
            return self._url("changelist")
        return self._url("change", shown.pk)

    def _page(
        self, request: HttpRequest, operation: Operation, rows: list[Any], form: ReasonForm, status: int
    ) -> HttpResponse:
        if not rows and not operation.collection:
            messages.warning(request, _("Select at least one row."))
            return redirect(self._url("changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": operation.label,
            "opts": self.opts,
            "operation": operation,
            "rows": rows,
            "form": form,
            "back": self._url("change", rows[0].pk) if len(rows) == 1 else self._url("changelist"),
        }
        return TemplateResponse(request, "admin/operation.html", context, status=status)

    def _url(self, what: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}", args=args)
