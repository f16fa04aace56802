"""Import of existing customers (S003-8, D4): the file, what is in it, and the word that takes it over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.actions import confirm_import, drop_import, upload_customers
from customers.badges import IMPORTS
from customers.csv_reading import ENCODING_NAMES, MAX_BYTES
from customers.faults import (
    COLUMN_LABELS,
    SHOWN,
    Fault,
    faults_csv,
    file_sentence,
    template_csv,
    unpacked,
)
from customers.filters_import import ImportFilter
from customers.forms_import import UploadForm
from customers.models import CustomerImport
from customers.querysets import CustomerImportQuerySet
from customers.states import ImportStatus
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.keyset import Page
from partnercenter.core.lists import Column, ListView, Sort

FAULTS_PER_PAGE = 100
CSV = "text/csv; charset=utf-8"


class ImportListView(TenantView, ListView):
    permission = Permission.CUSTOMERS_IMPORT
    template_name = "customers/import_list.html"
    page_title = gettext_lazy("Imports of customers")
    filterset_class = ImportFilter
    columns = (
        Column(gettext_lazy("File")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Rows"), numeric=True),
        Column(gettext_lazy("With errors"), numeric=True),
        Column(gettext_lazy("Uploaded"), sort="uploaded"),
    )
    sorts = {"uploaded": Sort(gettext_lazy("Uploaded"), ("uploaded_at",))}
    default_sort = "-uploaded"

    def queryset(self) -> CustomerImportQuerySet:
        return CustomerImport.objects.visible_to(self.tenant).for_list()


class ImportNewView(TenantView):
    """The upload keeps the file, no more: reading takes longer than a page may."""

    permission = Permission.CUSTOMERS_IMPORT
    max_upload = MAX_BYTES  # what one byte too many is said about by the form, not by the door
    page_title = gettext_lazy("Import existing customers")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        file = form.cleaned_data["file"]
        file.seek(0)  # the request may be at its second attempt (core.middleware.scope)
        content = file.read()
        try:
            upload = upload_customers(file_name=form.file_name, content=content, by=self.actor)
        except DomainError as error:
            form.add_domain_error(error)
            return self._page(form)
        return redirect("customers:import-detail", self.tenant.slug, upload.public_id)

    def _page(self, form: UploadForm) -> HttpResponse:
        context = {"page_title": self.page_title, "form": form, "region": self.tenant.region}
        return render(self.request, "customers/import_new.html", context)


class ImportTemplateView(TenantView):
    """An empty table to fill in."""

    permission = Permission.CUSTOMERS_IMPORT

    def get(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponse(template_csv(), content_type=CSV)
        response["Content-Disposition"] = 'attachment; filename="customers-template.csv"'
        return response


class _OneImport(TenantView):
    permission = Permission.CUSTOMERS_IMPORT

    def found(self, import_id: str) -> CustomerImport:
        rows = CustomerImport.objects.visible_to(self.tenant).light()
        return get_object_or_404(rows.select_related("uploaded_by"), public_id=import_id)


class ImportDetailView(_OneImport):
    """How far it is, what it found, what can be done now; the same address from the upload to the report."""

    def get(self, request: HttpRequest, import_id: str) -> HttpResponse:
        upload = self.found(import_id)
        is_failed = upload.status == ImportStatus.FAILED
        faults = [] if is_failed else [Fault(*fault) for fault in upload.errors]
        context = {
            "page_title": upload.file_name,
            "upload": upload,
            "badge": IMPORTS[upload.status],
            "encoding": ENCODING_NAMES.get(upload.encoding, ""),
            "reason": _reason(upload) if is_failed else "",
            "page": _page_of(faults, request),
            "left_out": {fault.line for fault in faults if not fault.is_warning},
            "shown": SHOWN,
            "columns": COLUMN_LABELS,
        }
        return render(request, "customers/import_detail.html", context)


def _reason(upload: CustomerImport) -> str:
    line, _column, code, value = (upload.errors or [[0, "", "unexpected", ""]])[0][:4]
    return file_sentence(code, value, line)


def _page_of(faults: list[Fault], request: HttpRequest) -> Page:
    """Some of the faults; whatever stands in the address, the answer is a page."""
    last = max(1, -(-len(faults) // FAULTS_PER_PAGE))
    text = request.GET.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    number = min(max(number, 1), last)
    page = Page(faults[(number - 1) * FAULTS_PER_PAGE : number * FAULTS_PER_PAGE], number)
    page.previous_url = f"?page={number - 1}#errors" if number > 1 else ""
    page.next_url = f"?page={number + 1}#errors" if number < last else ""
    return page


class ImportErrorsView(_OneImport):
    """All faults of all rows, for the person who mends the file."""

    def get(self, request: HttpRequest, import_id: str) -> HttpResponse:
        upload = get_object_or_404(CustomerImport.objects.visible_to(self.tenant), public_id=import_id)
        response = HttpResponse(faults_csv(unpacked(upload.fault_log)), content_type=CSV)
        response["Content-Disposition"] = 'attachment; filename="errors.csv"'
        return response


class _ImportStep(_OneImport):
    """A button; what came of it stands on the import's page."""

    def take(self, upload: CustomerImport) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, import_id: str) -> HttpResponse:
        """There is nothing to see here: a bookmark leads to the import."""
        return redirect("customers:import-detail", self.tenant.slug, self.found(import_id).public_id)

    def post(self, request: HttpRequest, import_id: str) -> HttpResponse:
        upload = self.found(import_id)
        try:
            self.take(upload)
        except StaleState as error:
            messages.info(request, str(error.message))
        except DomainError as error:
            messages.error(request, str(error.message))
        return redirect("customers:import-detail", self.tenant.slug, upload.public_id)


class ImportConfirmView(_ImportStep):
    def take(self, upload: CustomerImport) -> None:
        confirm_import(upload=upload, by=self.actor)


class ImportDropView(_ImportStep):
    def take(self, upload: CustomerImport) -> None:
        drop_import(upload=upload, by=self.actor)
        messages.success(self.request, _("The file was dropped. Nothing of it was imported."))
