from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now

if TYPE_CHECKING:
    from accounts.models import Notification, ReadMark, Tenant, User  # noqa: F401  ruff does not see names in quotes
    from partnercenter.core.actor import Actor

KEPT = timedelta(days=90)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, tenant: Tenant) -> NotificationQuerySet:
        return self.filter(tenant=tenant)

    def apart(self, actor: Actor, actions: Collection[str]) -> list[NotificationQuerySet]:
        """What this person hears of in two parts that share no row, for each an index: by their roles (`actions`), and
        what is about themselves whatever their roles. Nobody hears of what they did themselves."""
        of_others = self.visible_to(actor.tenant).exclude(actor=actor.user)
        about_me = of_others.filter(person=actor.user).exclude(action__in=actions)
        return [of_others.filter(action__in=actions), about_me]

    def with_unread(self, user: User, tenant: Tenant) -> NotificationQuerySet:
        """Adds `is_unread`: after what the person has read through, and not read apart."""
        mark = apps.get_model("accounts", "ReadMark").objects.of(user, tenant)
        numbers: ArrayField[Any, Any] = ArrayField(models.BigIntegerField())
        apart = Coalesce(Subquery(mark.values("apart")[:1]), Value([], numbers), output_field=numbers)
        is_among = Func(
            F("position"),
            apart,
            template="(%(expressions)s))",
            arg_joiner=" = ANY(",
            output_field=models.BooleanField(),
        )
        through = Coalesce(Subquery(mark.values("through")[:1]), 0)
        return self.annotate(is_unread=Q(position__gt=through) & ~Q(is_among))

    def unread(self) -> NotificationQuerySet:
        """Of those `with_unread`."""
        rows: Any = self
        found: NotificationQuerySet = rows.filter(is_unread=True)
        return found

    def for_list(self) -> NotificationQuerySet:
        """With the event and the organisations that its sentence names."""
        return self.select_related("event__tenant", "event__counterparty", "event__on_behalf_of")

    def forgettable(self) -> NotificationQuerySet:
        return self.filter(at__lt=Now() - KEPT)


class ReadMarkQuerySet(models.QuerySet["ReadMark"]):
    def of(self, user: User, tenant: Tenant) -> ReadMarkQuerySet:
        return self.filter(tenant=tenant, user=user)
