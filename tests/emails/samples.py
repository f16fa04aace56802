"""One mail of every kind, made the way the portal makes it, with names that hurt where anything is escaped wrongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from accounts import emails as account_mails
from accounts import emails_daily
from accounts import emails_enrolment as enrolment_mails
from accounts import emails_members as member_mails
from accounts.models import Enrolment, Tenant, User
from accounts.permissions import Role
from customers import emails as customer_mails
from directory import emails as lead_mails
from invitations import emails, emails_code, mail_kinds
from invitations.models import Invitation
from invitations.states import InvitationKind, InvitationStatus
from partnercenter.core.models import OutgoingMail
from partnercenter.core.sealing import letters
from relationships import emails as relationship_mails
from relationships.states import Capacity, PartnershipStatus, RemovalReason
from subscriptions import emails as order_mails
from tests import factories as make
from tests.emails import samples_audit as audit
from tests.emails import samples_leads as leads
from tests.emails import samples_members as members
from tests.emails import samples_orders as orders
from tests.emails import samples_renewals as renewals
from tests.emails import samples_security as security

ASKED = datetime(2035, 2, 2, 6, 0, tzinfo=UTC)
EXPIRES = datetime(2035, 3, 4, 6, 0, tzinfo=UTC)
TEXT = "Dear Kim & team,\n\nlet us <work> together. Price list: http://evil.example/list\n{link}\n\nAnn {generation} {{ x }}"


@dataclass
class Cast:
    """Provider and reseller, a person of each, and an invitation between them, all in one language."""

    provider: Tenant
    reseller: Tenant
    ann: User
    kim: User
    invitation: Invitation


def cast(language: str) -> Cast:
    provider = make.TenantFactory(provider=True, slug="obrien", name="O'Brien & Co", domain="obrien.example")
    reseller = make.TenantFactory(
        reseller=True, slug="hanbit", name="한빛 <Solutions>", domain="hanbit.example"
    )
    ann = make.UserFactory(full_name='Ann "Annie" O\'Hara', email="ann@obrien.example", language=language)
    kim = make.UserFactory(full_name="김민지", email="kim@hanbit.example", language=language)
    make.MembershipFactory(user=ann, tenant=provider, roles=[Role.GLOBAL_ADMIN, Role.ADMIN_AGENT])
    make.MembershipFactory(user=kim, tenant=reseller)
    invitation = make.InvitationFactory(
        public_id="aaaabbbbccccdddd",
        inviter=provider,
        invited_by=ann,
        recipient_email="kim@hanbit.example",
        recipient_name="Kim, Min-ji (김민지)",
        language=language,
        subject="O'Brien & Co asks you for a partnership",
        text=TEXT,
        opened_at=ASKED,
        expires_at=EXPIRES,
        next_reminder_at=EXPIRES,
    )
    return Cast(provider, reseller, ann, kim, invitation)


def _answered(people: Cast, status: str, reason: str = "") -> Invitation:
    invitation = people.invitation
    invitation.status, invitation.decline_reason = status, reason
    invitation.answered_by, invitation.answered_by_name = people.kim, people.kim.full_name
    return invitation


def _reminder(people: Cast) -> None:
    emails.queue_invitation(people.invitation)
    OutgoingMail.objects.update(status="sent", sent_at=ASKED)
    emails.queue_reminder(people.invitation)


def _undeliverable(people: Cast) -> None:
    mail = emails.queue_invitation(people.invitation)
    mail.status, mail.reply = "failed", "550 5.1.1 <kim@hanbit.example>: User unknown & gone"
    mail.save()
    mail_kinds._failed(mail)


def _expired(people: Cast) -> None:
    emails.tell_expired(people.ann, people.provider, ["kim@hanbit.example", "lee@hanbit.example"], 3, "key")


def _removed(people: Cast) -> None:
    partnership = make.PartnershipFactory(
        provider=people.provider,
        reseller=people.reseller,
        status=PartnershipStatus.REMOVED,
        removed_at=ASKED,
        removed_by=people.ann,
        removal_reason=RemovalReason.AGREED,
    )
    relationship_mails.queue_courtesy_message(partnership)


def _suspended(people: Cast) -> None:
    people.reseller.suspended_at = ASKED
    account_mails.tell_suspended(people.reseller, "Invoices <unpaid> & no answer.")


def _attested(people: Cast) -> None:
    customer = make.TenantFactory(customer=True, slug="areum", name="아름 <Books>", domain="areum.example")
    make.CustomerFactory(tenant=customer, language=people.ann.language)
    acceptance = make.AgreementAcceptanceFactory(
        agreement=make.AgreementFactory(kind="mca", version=7, title="Microsoft Customer Agreement"),
        tenant=customer,
        attesting_partner=people.provider,
        accepted_by=people.ann,
        signer_name="Han, Bora",
        signer_email="bora@areum.example",
        agreed_on=ASKED.date(),
    )
    customer_mails.tell_attested(acceptance, partner=people.provider, attester=people.ann)


def _roles_removed(people: Cast) -> None:
    """The provider reads it; the customer has the name that hurts, too."""
    customer = make.TenantFactory(
        customer=True, slug="areum", name="아름 <Books> & Co", domain="areum.example"
    )
    relationship = make.ResellerRelationshipFactory(
        public_id="ddddccccbbbbaaaa", partner=people.provider, customer=customer, admin_access="granted"
    )
    relationship_mails.tell_roles_removed(relationship, since="2035-02-02", remover=people.kim)


def _asked(people: Cast, kind: str, *, admin_access: bool = True) -> Invitation:
    """The invitation as one of a customer: of Ann's company alone, or together with Kim's."""
    one = people.invitation
    one.kind, one.admin_access, one.capacity = kind, admin_access, Capacity.DIRECT
    if kind == InvitationKind.JOINT:
        one.capacity, one.with_partner = "", people.reseller
    one.save()
    return one


def _customer() -> Tenant:
    return make.TenantFactory(
        customer=True, public_id="ccccddddeeeeffff", name="Woodgrove & Sons", domain="woodgrove.example"
    )


def _asked_again(people: Cast, kind: str) -> Invitation:
    people.invitation.customer = _customer()
    return _asked(people, kind)


def _remind(people: Cast, kind: str) -> None:
    _asked(people, kind)
    _reminder(people)


def _accepted(people: Cast, kind: str) -> None:
    _asked(people, kind)
    emails.tell_accepted(_answered(people, InvitationStatus.ACCEPTED), _customer())


def _declined(people: Cast, kind: str) -> None:
    _asked(people, kind)
    emails.tell_declined(_answered(people, InvitationStatus.DECLINED, "No <need>."))


def _enrolment(people: Cast, **values: object) -> Enrolment:
    return make.EnrolmentFactory(
        public_id="eeeeffffgggghhhh",
        tenant=people.reseller,
        primary_contact="office@hanbit.example",
        language=people.kim.language,
        due_at=datetime(2035, 2, 10, tzinfo=UTC),
        **values,
    )


def _rejected(people: Cast) -> None:
    enrolment_mails.tell_rejected(
        _enrolment(
            people,
            status="rejected",
            decided_at=ASKED,
            answer="The <address> is & was unknown.\nSee https://evil.example/",
        )
    )


def _incentives(people: Cast, *besides: str) -> None:
    people.reseller.profile.programmes = ["indirect_reseller", *besides]
    enrolment = _enrolment(people, status="approved", decided_at=ASKED)
    enrolment_mails.invite_to_incentives(
        make.IncentiveInvitationFactory(
            public_id="iiiijjjjkkkkllll", enrolment=enrolment, to_address="mpn@hanbit.example"
        )
    )


def _code(people: Cast, tenant: Tenant | None = None) -> None:
    row = make.MailboxCodeFactory(
        address="office@hanbit.example", language=people.kim.language, nonce=b"n" * 16, tenant=tenant
    )
    enrolment_mails.send_code(row)


ALONE, JOINT = InvitationKind.RELATIONSHIP, InvitationKind.JOINT
# The same mails where they say something else: `kind.which`.
VARIANTS: dict[str, Callable[[Cast], object]] = {
    "invitation.relationship": lambda people: emails.queue_invitation(_asked(people, ALONE)),
    "invitation.without-rights": lambda people: emails.queue_invitation(
        _asked(people, ALONE, admin_access=False)
    ),
    "invitation.joint": lambda people: emails.queue_invitation(_asked(people, JOINT)),
    "invitation.moved": lambda people: emails.queue_invitation(_asked_again(people, JOINT)),
    "invitation_reminder.relationship": lambda people: _remind(people, ALONE),
    "invitation_reminder.joint": lambda people: _remind(people, JOINT),
    "invitation_accepted.relationship": lambda people: _accepted(people, ALONE),
    "invitation_accepted.joint": lambda people: _accepted(people, JOINT),
    "invitation.member": lambda people: emails.queue_invitation(members.invited(people)),
    "invitation_reminder.member": members.reminded,
    "invitation_accepted.member": members.joined,
    "agreement_wanted.with-link": lambda people: orders.agreement_wanted(people, "bora@areum.example"),
    "order_closed.failed": orders.order_failed,
    "enrolment_approved.transition": lambda people: enrolment_mails.tell_approved(
        _enrolment(people, is_transition=True)
    ),
    "incentives.transition": lambda people: _incentives(people, "direct_bill"),
    "mailbox_code.contact": lambda people: _code(people, people.reseller),
    "renewal_digest.everything": renewals.everything,
    "role_ends.several": members.roles_end,
    "lead_received.reseller": leads.received_of_reseller,
    "lead_expired.reseller": leads.expired_of_reseller,
    "entry_answered.declined": leads.entry_left,
    **security.OTHERS,
}


MAKERS: dict[str, Callable[[Cast], object]] = {
    emails.INVITATION: lambda people: emails.queue_invitation(people.invitation),
    emails.REMINDER: _reminder,
    emails.ACCEPTED: lambda people: emails.tell_accepted(
        _answered(people, InvitationStatus.ACCEPTED), people.reseller
    ),
    emails.DECLINED: lambda people: emails.tell_declined(
        _answered(people, InvitationStatus.DECLINED, "No <need>.\nSee https://evil.example/")
    ),
    emails.EXPIRED: _expired,
    letters.CHECKPOINT: audit.checkpoint,
    emails_code.CODE: lambda people: emails_code.queue_code(people.invitation),
    emails.UNDELIVERABLE: _undeliverable,
    emails.NEW_LINK_WANTED: lambda people: emails.tell_new_link_wanted(
        people.invitation, people.kim, None, "key"
    ),
    emails.JOINT_ACCEPTED: lambda people: _accepted(people, JOINT),
    emails.JOINT_DECLINED: lambda people: _declined(people, JOINT),
    relationship_mails.COURTESY: _removed,
    relationship_mails.ROLES_REMOVED: _roles_removed,
    customer_mails.ATTESTED: _attested,
    order_mails.AGREEMENT_WANTED: orders.agreement_wanted,
    order_mails.PASSWORD_LINK: orders.password_link,
    order_mails.ORDER_CLOSED: orders.order_closed,
    order_mails.RENEWAL_DIGEST: renewals.renewal_digest,
    enrolment_mails.CODE: _code,
    enrolment_mails.RECEIVED: lambda people: enrolment_mails.tell_received(_enrolment(people)),
    enrolment_mails.APPROVED: lambda people: enrolment_mails.tell_approved(_enrolment(people)),
    enrolment_mails.REJECTED: _rejected,
    enrolment_mails.INCENTIVES: _incentives,
    account_mails.PASSWORD_RESET: lambda people: account_mails.queue_password_reset(people.kim),
    account_mails.SECURITY_NOTICE: security.first,
    account_mails.PASSWORD_CHANGED: lambda people: account_mails.tell_password_changed(people.kim),
    account_mails.SUSPENDED: _suspended,
    account_mails.SUSPENSION_LIFTED: lambda people: account_mails.tell_suspension_lifted(people.reseller),
}
MAKERS |= {
    emails_daily.DAILY: members.the_day,
    member_mails.ROLE_ENDS: members.role_ends,
    member_mails.ROLE_ENDS_GIVER: members.role_ends_giver,
    lead_mails.RECEIVED: leads.received,
    lead_mails.DECLINED: leads.declined,
    lead_mails.EXPIRED: leads.expired,
    lead_mails.ENTRY_ANSWERED: leads.entry_changed,
}
WITH_SECRET_LINK = {emails.INVITATION, emails.REMINDER, emails_code.CODE, account_mails.PASSWORD_RESET}
WITH_SECRET_LINK |= {order_mails.PASSWORD_LINK}
# Come by themselves, and say where to stop them.
UNASKED = {order_mails.RENEWAL_DIGEST}


def sample(kind: str, language: str) -> tuple[OutgoingMail, Cast]:
    """The queued mail of that kind, or of that variant of a kind, and who is in it."""
    people = cast(language)
    (MAKERS | VARIANTS)[kind](people)
    kind = kind.partition(".")[0]
    OutgoingMail.objects.exclude(kind=kind).delete()
    return OutgoingMail.objects.get(kind=kind), people


__all__ = ["MAKERS", "UNASKED", "VARIANTS", "WITH_SECRET_LINK", "Cast", "cast", "sample"]
