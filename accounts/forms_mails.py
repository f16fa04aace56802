from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.mail_topics import Topic
from accounts.states import MailDelivery
from partnercenter.core.forms import PortalForm


class MailsForm(PortalForm):
    """A choice for each topic; `chosen`: what is stored."""

    def __init__(self, *args: Any, topics: Sequence[Topic], chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in topics:
            self.fields[topic.name] = forms.ChoiceField(
                label=topic.label,
                help_text=topic.text,
                choices=MailDelivery.choices,
                initial=chosen.get(topic.name, MailDelivery.AT_ONCE),
                widget=forms.RadioSelect,
            )
