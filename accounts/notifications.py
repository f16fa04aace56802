"""The topics of accounts: what the team's mails are about, and the day's mail itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import mail_topics
from accounts.actions import choose_mails
from accounts.mail_topics import Topic
from accounts.models import MailChoice
from accounts.states import MailDelivery
from partnercenter.core.actor import Actor
from partnercenter.core.navigation import always

TEAM, THE_DAY = "team", "day"


def _never(actor: Actor) -> bool:
    return False


def stop_the_day(*, by: Actor) -> None:
    """Whatever comes once a day does not come by mail any more."""
    daily = MailChoice.objects.of(by.user, by.tenant).filter(delivery=MailDelivery.DAILY)
    topics = daily.values_list("topic", flat=True)
    choose_mails(choices=dict.fromkeys(topics, MailDelivery.OFF), by=by)


def register_all() -> None:
    roles = _("A role of yours, or one that you gave, ends soon.")
    mail_topics.register(Topic(TEAM, _("Team"), roles, order=50, shown=always))
    mail_topics.register(
        Topic(
            THE_DAY, _("What happened in a day"), "", shown=_never, page="accounts:mails", stop=stop_the_day
        )
    )
