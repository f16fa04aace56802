"""The filters of the activity log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import django_filters
from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Tenant, User
from accounts.states import TenantKind
from partnercenter.core import tenancy
from partnercenter.core.dates import end_of_day
from partnercenter.core.filters import SearchFilter
from partnercenter.core.ids import LENGTH
from partnercenter.core.models import AuditEvent
from partnercenter.core.querysets import AuditEventQuerySet
from partnercenter.core.sentences import topics
from partnercenter.core.text import prefix_range, search_key

MONTH: Final = timedelta(days=31)
OFFERED = 200  # people in the choice
FORMER = 50  # of them who are members no longer
FOUND = 200  # organisations by the beginning of a name; of more, each event's is looked at
_DAYS = (MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31)))


def _day(label: Any, method: str) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, method=method, widget=widget, validators=_DAYS)


def month_ago() -> datetime:
    """The beginning of the day, in the portal's time zone, a month before today."""
    return timezone.make_aware(datetime.combine(timezone.localdate() - MONTH, time.min))


class ActivityFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Reference 3.18: the last month, unless other days, one object or one other side are asked for.

    `side` and `about` are where pages about an organisation or an object lead to (`about`: its model and its ID).
    """

    q = SearchFilter(method="named")
    since = _day(_("From"), "from_day")
    until = _day(_("To"), "to_day")
    topic = django_filters.ChoiceFilter(label=_("Kind of action"), empty_label=_("All"))
    person = django_filters.ChoiceFilter(empty_label=_("All"), method="by_person")
    side = django_filters.ChoiceFilter(widget=forms.HiddenInput, method="with_side")
    about = django_filters.ChoiceFilter(label=_("Object"), widget=forms.HiddenInput, method="about_one")

    class Meta:
        fields = ("q", "since", "until", "topic", "person", "side", "about")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_customer = tenant.kind == TenantKind.CUSTOMER
        self.tenant = tenant
        self.others: list[
            list[int] | QuerySet[Tenant]
        ] = []  # asked for on the other side; `parts` knows where that is
        self.filters["q"].label = (
            _("Search by partner") if is_customer else _("Search by customer or partner")
        )
        self.filters["side"].label = _("Partner") if is_customer else _("Customer or partner")
        self.filters["person"].label = _("Person") if is_customer else _("Partner user")
        self.filters["topic"].extra["choices"] = sorted(
            ((topic.name, capfirst(str(topic.label))) for topic in topics()), key=lambda choice: choice[1]
        )
        self._offer_what_is_there()

    def _offer_what_is_there(self) -> None:
        members = Membership.objects.visible_to(self.tenant).select_related("user")
        rows = [
            (one.public_id, one.user.full_name or one.user.email, one.user_id)
            for one in members.order_by("user__full_name")[:OFFERED]
        ]
        rows += former_members(self.tenant, but=[pk for _key, _name, pk in rows])
        self.people = {key: pk for key, _name, pk in rows}
        self.filters["person"].extra["choices"] = [(key, name) for key, name, _pk in rows]
        asked = str(self.data.get("side", ""))
        others = Tenant.objects.exclude(pk=self.tenant.pk)
        sides = others.filter(public_id=asked)[:1] if len(asked) == LENGTH else []
        self.sides = {one.public_id: one for one in sides}
        self.filters["side"].extra["choices"] = [(key, one.name) for key, one in self.sides.items()]
        self.thing = thing_of(self.tenant, str(self.data.get("about", "")))
        label = getattr(self.thing, "event_name", "") or getattr(self.thing, "public_id", "")
        self.filters["about"].extra["choices"] = [(self.data["about"], label)] if self.thing else []

    def from_day(self, rows: AuditEventQuerySet, name: str, value: date) -> AuditEventQuerySet:
        return rows.filter(at__gte=timezone.make_aware(datetime.combine(value, time.min)))

    def to_day(self, rows: AuditEventQuerySet, name: str, value: date) -> AuditEventQuerySet:
        return rows.filter(at__lt=end_of_day(value))

    def by_person(self, rows: AuditEventQuerySet, name: str, value: str) -> AuditEventQuerySet:
        return rows.filter(actor=self.people[value])

    def with_side(self, rows: AuditEventQuerySet, name: str, value: str) -> AuditEventQuerySet:
        self.others.append([self.sides[value].pk])
        return rows

    def about_one(self, rows: AuditEventQuerySet, name: str, value: str) -> AuditEventQuerySet:
        return rows.about(self.thing)

    def named(self, rows: AuditEventQuerySet, name: str, value: str) -> AuditEventQuerySet:
        """Of organisations whose name begins so, our own apart."""
        key = search_key(value)
        if not key:
            return rows
        low, high = prefix_range(key)
        others = Tenant.objects.filter(name_key__gte=low, name_key__lt=high).exclude(pk=self.tenant.pk)
        found = list(others.values_list("pk", flat=True)[: FOUND + 1])
        self.others.append(others if len(found) > FOUND else found)
        return rows

    @cached_property
    def parts(self) -> list[AuditEventQuerySet]:
        """What is found, as it is read: by the side on which the organisation stands."""
        found: AuditEventQuerySet = self.qs
        return found.apart(self.tenant, self.others)

    def filter_queryset(self, queryset: AuditEventQuerySet) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found.filter(at__gte=month_ago()) if self.is_of_last_month else found

    @property
    def is_of_last_month(self) -> bool:
        self.form.is_valid()  # a part that cannot be read is left out
        return not any(self.form.cleaned_data.get(name) for name in ("since", "until", "side", "about"))


def former_members(tenant: Tenant, *, but: Collection[int]) -> list[tuple[str, str, int]]:
    """Who has left the organisation or was removed: the public id that the membership had, the name of then, the account.

    The log says by which address; of somebody whose data was erased it says nothing any more.
    """
    ended = AuditEvent.objects.filter(
        tenant=tenant, topic="member", action__in=("member.left", "member.removed")
    )
    last = ended.order_by("-at", "-id").values_list("target_public_id", "target_name", "changes")[:FORMER]
    left = {changes.get("person", [""])[0]: (key, name) for key, name, changes in reversed(last)}
    with tenancy.system(reason="who was a member of the organisation that reads its log"):
        known = list(User.objects.filter(email__in=left).exclude(pk__in=but).values_list("email", "pk"))
    rows = [(left[email][0], left[email][1] or email, pk) for email, pk in known]
    return sorted(rows, key=lambda row: row[1])


def thing_of(tenant: Tenant, address: str) -> Any:
    """What `about` names, where the organisation may see it: "invitations.invitation:c7x4…"; else None."""
    label, _colon, public_id = address.partition(":")
    model = _model(label) if len(public_id) == LENGTH else None
    manager: Any = getattr(model, "objects", None)
    if not hasattr(manager, "visible_to"):
        return None
    return manager.visible_to(tenant).filter(public_id=public_id).first()


def _model(label: str) -> Any:
    app, _dot, name = label.partition(".")
    model = apps.all_models.get(app, {}).get(name)
    return model if hasattr(model, "public_id") else None
