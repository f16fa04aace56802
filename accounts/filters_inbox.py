"""The filters of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.mail_topics import Topic
from accounts.querysets_inbox import NotificationQuerySet

UNREAD = "unread"


class NotificationFilter(django_filters.FilterSet):  # type: ignore[misc]
    topic = django_filters.ChoiceFilter(label=_("Topic"), empty_label=_("All"), method="of_topic")
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("All"), choices=[(UNREAD, _("Unread"))], method="unread"
    )

    class Meta:
        fields = ("topic", "state")

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {topic.name: topic for topic in topics}
        self.filters["topic"].extra["choices"] = [(topic.name, topic.label) for topic in topics]

    def of_topic(self, rows: NotificationQuerySet, name: str, value: str) -> NotificationQuerySet:
        return rows.filter(action__in=list(self.topics[value].heard))

    def unread(self, rows: NotificationQuerySet, name: str, value: str) -> NotificationQuerySet:
        return rows.unread()
