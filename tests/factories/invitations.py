from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Membership
from accounts.permissions import Role
from invitations import tokens
from invitations.models import Invitation, InvitationLink, OptOut
from invitations.recipients import address_key
from tests.factories.accounts import MembershipFactory, TenantFactory, UserFactory


class InvitationFactory(DjangoModelFactory):
    """An open invitation with its link; `InvitationFactory(recipient_email=…)`."""

    class Meta:
        model = Invitation
        skip_postgeneration_save = True

    inviter = factory.SubFactory(TenantFactory, provider=True)
    invited_by = factory.SubFactory(UserFactory)
    invited_by_name = factory.SelfAttribute("invited_by.full_name")
    recipient_email = factory.Sequence(lambda n: f"recipient{n}@resellers.example")
    recipient_key = factory.LazyAttribute(lambda o: address_key(o.recipient_email))
    language = "en"
    subject = "A partnership"
    text = "Please open {link} and answer."
    days = 30
    opened_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda o: o.opened_at + timedelta(days=o.days))

    @factory.post_generation
    def link(self, create, extracted, **kwargs):
        if create and extracted is not False:
            InvitationLinkFactory(invitation=self)

    @factory.post_generation
    def member(self, create, extracted, **kwargs):
        """Who sends it may: `member=False` for somebody who is no member."""
        values = {"tenant": self.inviter, "user": self.invited_by}
        if create and extracted is not False and not Membership.objects.filter(**values).exists():
            MembershipFactory(**values, roles=[Role.SALES_AGENT])


class InvitationLinkFactory(DjangoModelFactory):
    class Meta:
        model = InvitationLink

    invitation = factory.SubFactory("tests.factories.invitations.InvitationFactory", link=False)
    generation = factory.SelfAttribute("invitation.generation")
    digest = factory.LazyAttribute(lambda o: tokens.digest(tokens.new_token(o.invitation)))


class OptOutFactory(DjangoModelFactory):
    class Meta:
        model = OptOut

    recipient_key = factory.Sequence(lambda n: f"no{n}@mail.example")
    tenant = factory.SubFactory(TenantFactory)
