from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partnercenter.core.ids import new_public_id
from partnercenter.core.models import (
    AuditCheckpoint,
    AuditEvent,
    AuditSeal,
    Heartbeat,
    MailCircuit,
    OutgoingMail,
    RaisedRights,
    RateWindow,
    Session,
)
from tests.factories.accounts import TenantFactory, UserFactory


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = AuditEvent

    action = "tenant.renamed"
    tenant = factory.SubFactory(TenantFactory)
    actor_kind = "user"
    actor = factory.SubFactory(UserFactory)
    actor_name = factory.SelfAttribute("actor.full_name")
    target_type = "accounts.tenant"
    target_id = factory.SelfAttribute("tenant.id")
    target_public_id = factory.SelfAttribute("tenant.public_id")


class AuditSealFactory(DjangoModelFactory):
    """Of a form, not of a hash: what holds is made by core.sealing."""

    class Meta:
        model = AuditSeal

    number = factory.Sequence(lambda n: n + 1)
    chain = factory.SelfAttribute("event.tenant_id")
    seq = 1
    event = factory.SubFactory(AuditEventFactory)
    form = 1
    key = "0" * 16
    name_digest = text_digest = hash = bytes(32)
    at = factory.LazyFunction(timezone.now)


class AuditCheckpointFactory(DjangoModelFactory):
    class Meta:
        model = AuditCheckpoint

    seal = factory.SubFactory(AuditSealFactory)
    line = factory.Sequence(lambda n: f"audit-checkpoint number={n}")
    at = factory.LazyFunction(timezone.now)


class OutgoingMailFactory(DjangoModelFactory):
    """A queued mail of the kind `partnership_removed`, which needs nothing to be sent."""

    class Meta:
        model = OutgoingMail

    kind = "partnership_removed"
    key = factory.Sequence(lambda n: f"mail:{n}")
    tenant = factory.SubFactory(TenantFactory)
    to_address = factory.Sequence(lambda n: f"reader{n}@mail.example")
    language = "en"
    subject = "A message"
    text = "Hello.\n\nThis is a message."
    next_attempt_at = factory.LazyFunction(timezone.now)


class MailCircuitFactory(DjangoModelFactory):
    class Meta:
        model = MailCircuit
        django_get_or_create = ("id",)

    id = 1


class HeartbeatFactory(DjangoModelFactory):
    class Meta:
        model = Heartbeat

    name = factory.Sequence(lambda n: f"part:{n}")
    at = factory.LazyFunction(timezone.now)


class RateWindowFactory(DjangoModelFactory):
    class Meta:
        model = RateWindow

    key = factory.Sequence(lambda n: f"try:{n}")
    window = factory.LazyFunction(timezone.now)
    ends_at = factory.LazyAttribute(lambda o: o.window + timedelta(minutes=5))
    count = 1


class SessionFactory(DjangoModelFactory):
    """Somebody's who is signed in."""

    class Meta:
        model = Session

    session_key = factory.Sequence(lambda n: f"{n:040d}")
    session_data = ""
    expire_date = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=12))
    signed_in_at = factory.LazyFunction(timezone.now)
    sign_in = factory.LazyFunction(new_public_id)


class RaisedRightsFactory(DjangoModelFactory):
    """Running, of an operator."""

    class Meta:
        model = RaisedRights

    operator = factory.SubFactory(UserFactory, is_staff=True)
    sign_in = factory.LazyFunction(new_public_id)
    reason = "Ticket 4711"
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=15))
