from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView


@method_decorator(login_not_required, name="dispatch")
class ProviderListView(TemplateView):
    template_name = "directory/provider_list.html"


@method_decorator(login_not_required, name="dispatch")
class ProviderDetailView(TemplateView):
    template_name = "directory/provider_detail.html"


@method_decorator(login_not_required, name="dispatch")
class ProgrammeView(TemplateView):
    template_name = "directory/programme.html"
