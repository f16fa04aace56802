"""Pages for operators: what is known about customers, and existing customers that partners bring. To read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from customers.models import Candidate, Customer, CustomerImport
from partnercenter.core.admin_base import OperatorAdmin, listing
from partnercenter.core.admin_site import site
from partnercenter.core.text import prefix_range, search_key

LIMIT = 200  # organisations a search by name looks into


def tenants_like(term: str) -> list[int]:
    """Organisations with this address in URLs or tenant ID, or with a name that begins so."""
    low, high = prefix_range(search_key(term))
    named = Q(name_key__gte=low, name_key__lt=high)
    found = Tenant.objects.filter(Q(slug=term.lower()) | Q(public_id=term.lower()) | named)
    return list(found.values_list("pk", flat=True)[:LIMIT])


@admin.register(Customer, site=site)
class CustomerAdmin(OperatorAdmin):
    list_display = ("tenant", "contact_name", "email", "phone", "city", "changed_at")
    list_select_related = ("tenant",)
    ordering = ("-tenant_id",)
    search_help_text = _("The beginning of the organisation's name, its address in URLs, or its tenant ID.")
    fields = (
        "tenant",
        ("address_line1", "address_line2"),
        ("postal_code", "city", "state"),
        "registration_number",
        ("first_name", "last_name"),
        ("email", "phone", "billing_email"),
        ("language", "version", "changed_at"),
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["tenant"]

    def search_q(self, term: str) -> Q:
        return Q(tenant_id__in=tenants_like(term))

    @admin.display(description=_("contact"))
    def contact_name(self, obj: Customer) -> str:
        return obj.contact_name

    def history_of(self, obj: Customer) -> Tenant:
        return obj.tenant

    def related_links(self, obj: Customer) -> list[dict[str, Any]]:
        where = {"customer__exact": obj.pk}
        return [
            listing(_("Its partners"), "relationships.resellerrelationship", **where),
            listing(_("Acceptances"), "accounts.agreementacceptance", tenant__exact=obj.pk),
            listing(_("People"), "accounts.membership", tenant__exact=obj.pk),
        ]


@admin.register(CustomerImport, site=site)
class CustomerImportAdmin(OperatorAdmin):
    list_display = (
        "file_name",
        "partner",
        "status",
        "total",
        "new",
        "changed",
        "faulty",
        "uploaded_at",
        "finished_at",
    )
    list_filter = ("status",)
    list_select_related = ("partner",)
    search_help_text = _("The beginning of the partner's name, or its address in URLs.")
    fields = (
        ("file_name", "partner", "status"),
        ("uploaded_at", "uploaded_by", "finished_at"),
        ("total", "done", "encoding"),
        ("new", "changed", "known", "held", "faulty"),
        "public_id",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.light()

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["partner"]

    def search_q(self, term: str) -> Q:
        return Q(partner_id__in=tenants_like(term)) | Q(public_id=term.lower())

    def related_links(self, obj: CustomerImport) -> list[dict[str, Any]]:
        return [listing(_("Its candidates"), "customers.candidate", imported_in__exact=obj.pk)]


@admin.register(Candidate, site=site)
class CandidateAdmin(OperatorAdmin):
    list_display = ("name", "domain", "partner", "country", "contact_email", "created_at")
    list_select_related = ("partner", "country")
    search_help_text = _(
        "The beginning of the company's name, domain or e-mail address, or the partner's address in URLs."
    )
    fields = (
        ("name", "domain", "country"),
        ("contact_name", "contact_email"),
        ("partner", "reference"),
        ("created_at", "imported_in"),
        "public_id",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["name_key", "domain", "contact_key"]

    def search_q(self, term: str) -> Q:
        low, high = prefix_range(search_key(term))
        found = Q(public_id=term.lower())
        for column in ("name_key", "domain", "contact_key"):
            found |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
        partners = list(Tenant.objects.filter(slug=term.lower()).values_list("pk", flat=True))
        return found | Q(partner_id__in=partners)

    def related_links(self, obj: Candidate) -> list[dict[str, Any]]:
        return [listing(_("Its invitations"), "invitations.invitation", candidate__exact=obj.pk)]
