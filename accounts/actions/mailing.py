"""How people hear of events: their choice for each topic, and the one gate that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.mail_topics import Topic
from accounts.models import HeldMail, MailChoice, Membership, Tenant, User
from accounts.states import MailDelivery
from partnercenter.core import audit, mail, tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.mail.registry import topic_of


@transaction.atomic
def tell(
    *, person: User, tenant: Tenant, kind: str, key: str, subject: str, as_of: Tenant, **words: Any
) -> None:
    """A mail about an event, as `person` wants to hear of its topic in the organisation `tenant`: now, with the day's, or
    not at all. `as_of`: on whose behalf it is sent; `words` as for `mail.enqueue`.

    Who is no member (any more) chooses nothing, and hears at once.
    """
    with tenancy.system(reason="how somebody wants to hear of an event"):
        member = Membership.objects.filter(tenant=tenant, user=person).first()
        chosen = MailChoice.objects.of(person, tenant).delivery_of(topic_of(kind)) if member else None
        if chosen == MailDelivery.DAILY:
            held = {"tenant": tenant, "user": person, "topic": topic_of(kind), "subject": subject[:200]}
            HeldMail.objects.get_or_create(key=key, defaults=held)
    if chosen in (MailDelivery.DAILY, MailDelivery.OFF):
        return
    mail.enqueue(
        kind=kind,
        key=key,
        to=person.email,
        to_name=person.full_name,
        language=person.language,
        subject=subject,
        tenant=as_of,
        reader=member.public_id if member else "",
        **words,
    )


@transaction.atomic
def choose_mails(*, choices: Mapping[str, str], by: Actor) -> None:
    """`choices`: a delivery for each topic that is chosen anew, of one's own mails in this organisation."""
    known = MailChoice.objects.of(by.user, by.tenant).by_topic()
    before = {topic: str(known.get(topic, MailDelivery.AT_ONCE)) for topic in choices}
    after = {topic: str(delivery) for topic, delivery in choices.items() if before[topic] != delivery}
    for topic, delivery in after.items():
        row = {"tenant": by.tenant, "user": by.user, "topic": topic}
        MailChoice.objects.update_or_create(**row, defaults={"delivery": delivery})
    if after:
        old = {topic: before[topic] for topic in after}
        audit.record("mails.chosen", by=by, target=by.user, changes={"mails": [old, after]})


@transaction.atomic
def stop_mails(*, topic: Topic, by: Actor) -> None:
    """By the link in a mail, or the button of the reader's mail program; twice is once."""
    if topic.page:
        topic.stop(by=by)
    else:
        choose_mails(choices={topic.name: MailDelivery.OFF}, by=by)
