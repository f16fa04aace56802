"""A URLconf for tests only: every component on one page, a list, a form, and the errors on demand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone
from django.views import View

from accounts.models import Country
from accounts.visiting import Visitor
from partnercenter.core.charts import MonthChart, month_bars
from partnercenter.core.components import Badge, Chip, Crumb, TimelineEntry
from partnercenter.core.errors import RoleRequired
from partnercenter.core.filters import SearchFilter
from partnercenter.core.forms import CleanCharField, CleanTextField, PortalForm, SubmissionMixin
from partnercenter.core.lists import Column, ListView, Sort
from partnercenter.core.views import errors

AT = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)

COMPONENTS = """{% extends "base.html" %}{% load ui %}
{% block title %}Components{% endblock %}
{% block content %}
{% page_header "Components" count="1,204" lead="A lead" badge=badge back_url="/back/" back_label="Start" %}
<a class="btn btn-primary" href="/new/">{% icon "plus" %}New</a>
{% menu %}<a class="pc-menu-item" href="/more/">One more</a>{% endmenu %}{% endpage_header %}
{% breadcrumbs crumbs %}
{% status_badge "Waiting" "info" "clock" %}{% status_badge badge %}{% status_badge "Odd" "no-such-tone" %}
{% notice "warning" title=hostile %}<p>Words</p>{% endnotice %}{% notice "error" role="status" %}x{% endnotice %}
{% empty_state "first" "Nothing yet" %}<p>For this.</p>{% endempty_state %}
{% empty_state "no_match" "No match" %}{% endempty_state %}
{% empty_state "unavailable" "Not loaded" %}{% endempty_state %}
{% panel "Facts" flush=True id="facts" %}{% summary_list %}
{% summary_row "Country" change_url="/change/" %}Korea &amp; more{% endsummary_row %}
{% summary_row "Note" %}{% endsummary_row %}{% endsummary_list %}{% endpanel %}
{% panel %}{% time_tag at %}{% time_tag at day=True relative=False %}{% time_tag None %}{% endpanel %}
{% timeline entries %}
{% filter_chips chips "/clear/" %}{% filter_chips none "/clear/" %}
{% pagination page %}
{% month_chart chart %}
{% copy_field "link" address "Link" %}
{% consequences ends=lines stays=lines not_done=lines %}
{% post_button "/resend/" "Resend" icon="refresh" number=hostile %}
{% row_checkbox 7 hostile %}
{% form_for form submit="Remove" tone="danger" keep_url="/keep/" keep="Keep" username="a@b.example" %}{% endform_for %}
{% endblock %}"""

HOSTILE = "\"><script>alert(1)</script>{{ 7|add:7 }} & '"


class ChoiceForm(SubmissionMixin, PortalForm):
    name = CleanCharField(label="Name", max_length=20, help_text="As on <the> contract")
    text = CleanTextField(label="Text", required=False)
    language = forms.ChoiceField(
        label="Language", choices=[("en", "English"), ("ko", "한국어")], widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(label="Reason", choices=[("", "Choose"), ("a", "Ended")])
    agreed = forms.BooleanField(label="I agree")


class Onlooker(Visitor):
    """Of an organisation that is in no database, so nothing of it is counted."""

    def may(self, permission: str) -> bool:
        return True


def acting(request: HttpRequest) -> None:
    tenant = SimpleNamespace(name="Contoso <Korea>", slug="contoso", kind="partner", programmes=frozenset())
    roles = frozenset({"global_admin"})
    request.actor = Onlooker(request.user, tenant, roles)


def components(request: HttpRequest) -> HttpResponse:
    acting(request)
    now = timezone.now()
    context = {
        "badge": Badge("Accepted", "success"),
        "crumbs": [Crumb("Invitations", "/list/"), Crumb("This one")],
        "at": AT,
        "entries": [
            TimelineEntry(now, "Kim accepted", icon="check", tone="success"),
            TimelineEntry(now - timedelta(days=2), "Refused", "550 <no such user>", is_system=True),
        ],
        "chips": [Chip("State: Active", "/without/")],
        "page": SimpleNamespace(number=2, previous_url="/p/?a=1&b=2", next_url="/n/"),
        "lines": ["12 customers", HOSTILE],
        "chart": MonthChart(
            HOSTILE,
            HOSTILE,
            "New",
            "Ended",
            month_bars({AT.date(): (3, 1)}),
            url="/months/",
        ),
        "hostile": HOSTILE,
        "address": "https://portal.example/i/x/?a=1&b=<2>",
        "form": ChoiceForm(),
    }
    return HttpResponse(engines["django"].from_string(COMPONENTS).render(context, request))


class FormView(View):
    template = engines["django"].from_string(
        '{% extends "base_public.html" %}{% load ui %}{% block title %}A form{% endblock %}{% block content %}'
        '{% page_header "A form" %}{% endpage_header %}{% form_for form submit="Next" %}{% endform_for %}{% endblock %}'
    )

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(self.template.render({"form": ChoiceForm()}, request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChoiceForm(request.POST)
        if form.is_valid():
            return HttpResponse("saved", content_type="text/plain; charset=utf-8")
        return HttpResponse(self.template.render({"form": form}, request))


class CountryFilter(django_filters.FilterSet):
    q = SearchFilter(label="Search countries by code", columns=("code",))
    currency = django_filters.ChoiceFilter(label="Currency", choices=[("EUR", "Euro"), ("KRW", "Won")])
    region = django_filters.NumberFilter(label="Region", field_name="region_id")


class CountryListView(ListView):
    page_title = "Countries"
    filterset_class = CountryFilter
    more_filters = ("region",)
    columns = (
        Column("Name", sort="name"),
        Column("Currency", sort="currency"),
        Column("Region", numeric=True, wide_only=True),
        Column("Actions", hidden=True),
    )
    sorts = {"name": Sort("Name", ("name",)), "currency": Sort("Currency", ("currency",))}
    default_sort = "name"
    page_size = 10
    count_limit = 40

    def queryset(self) -> Any:
        return Country.objects.filter(region__name__startswith="Gallery")

    def bulk_url(self) -> str:
        return "/gallery/bulk/"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        acting(request)
        return super().dispatch(request, *args, **kwargs)


def needs_role(request: HttpRequest) -> HttpResponse:
    acting(request)
    raise RoleRequired("x.y", ["Global admin"], ["Kim Minji <kim>"])


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def too_much(request: HttpRequest) -> HttpResponse:
    return errors.bad_request(request, RequestDataTooBig("too much"))


urlpatterns = [
    path("gallery/", components),
    path("gallery/form/", FormView.as_view()),
    path("gallery/list/", CountryListView.as_view()),
    path("gallery/role/", needs_role),
    path("gallery/forbidden/", forbidden),
    path("gallery/400/", errors.bad_request),
    path("gallery/413/", too_much),
    path("gallery/429/", lambda request: errors.too_many_requests(request, 300)),
    path("gallery/500/", errors.server_error),
    path("gallery/503/", lambda request: errors.service_unavailable(request, 15)),
    path("", include("partnercenter.urls")),
]
handler403 = "partnercenter.core.views.errors.forbidden"
handler404 = "partnercenter.core.views.errors.not_found"
