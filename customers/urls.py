from __future__ import annotations

from django.urls import URLPattern, include, path

app_name = "customers"

# What belongs to a customer is under customers/<tenant ID>/; words of one segment are pages of the whole list.
_partner_pages: list[URLPattern] = []

# A customer's own pages.
_customer_pages: list[URLPattern] = []

urlpatterns = [path("t/<slug:tenant_slug>/", include([*_partner_pages, *_customer_pages]))]
