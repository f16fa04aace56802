"""A customer's own pages, under /t/<slug>/."""

from __future__ import annotations

from django.urls import URLPattern, path

from customers.views import company, partners

pages: list[URLPattern] = [
    path("partners/", partners.PartnerListView.as_view(), name="partner-list"),
    path(
        "partners/<public_id:relationship_id>/remove-roles/",
        partners.PartnerRolesRemoveView.as_view(),
        name="partner-roles-remove",
    ),
    path("company/", company.CompanyView.as_view(), name="company"),
    path("company/edit/", company.CompanyEditView.as_view(), name="company-edit"),
]
