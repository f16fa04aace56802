"""Who sees and who writes which rows: the whole table, from which row-level security is made (core.policies_sql).

Every model stands here; `migrate` fails on one that does not. System scope sees and writes everything.
"""

# ruff: noqa: S608  conditions of policies, made of constants
from __future__ import annotations

from partnercenter.core.policies_sql import TENANT, USER, Everyone, Visible, either, own, person, through

PARTNERSHIP = "relationships_partnership"
RELATIONSHIP = "relationships_resellerrelationship"
MEMBERSHIP = "accounts_membership"
SUBSCRIPTION = "subscriptions_subscription"


def _partner(column: str) -> str:
    """The other side of a partnership that is active: what only partners read of each other, and only while they are."""
    active = "r.status = 'active'"
    return either(
        through(PARTNERSHIP, mine="provider_id", theirs="reseller_id", column=column, when=active),
        through(PARTNERSHIP, mine="reseller_id", theirs="provider_id", column=column, when=active),
    )


def _connected(column: str) -> str:
    """The other side of a partnership or of a reseller relationship, past ones included: history stays readable."""
    return either(
        through(PARTNERSHIP, mine="provider_id", theirs="reseller_id", column=column),
        through(PARTNERSHIP, mine="reseller_id", theirs="provider_id", column=column),
        through(RELATIONSHIP, mine="partner_id", theirs="customer_id", column=column),
        through(RELATIONSHIP, mine="customer_id", theirs="partner_id", column=column),
    )


def _serves(column: str) -> str:
    """A customer that the partner serves now: whose details it reads and edits."""
    return through(
        RELATIONSHIP, mine="partner_id", theirs="customer_id", column=column, when="r.status = 'active'"
    )


_ADMINISTERS = "r.status = 'active' AND r.admin_access = 'granted'"


def _administers(column: str) -> str:
    """A customer that gave the partner admin access: whose users it manages."""
    return through(RELATIONSHIP, mine="partner_id", theirs="customer_id", column=column, when=_ADMINISTERS)


def _named_beside(column: str) -> str:
    """On a subscription of one's own: the customer for whoever earns with it or answers for it, and those for the customer."""
    sides = (("reseller_id", "customer_id"), ("support_contact_id", "customer_id"))
    both = [*sides, *((theirs, mine) for mine, theirs in sides)]
    return either(*(through(SUBSCRIPTION, mine=mine, theirs=theirs, column=column) for mine, theirs in both))


def _of_subscription(*sides: str) -> str:
    """A part of a subscription: whoever sees it, or (`sides`) whoever of them is asking."""
    ours = either(*(f"s.{side} = {TENANT}" for side in sides)) if sides else "true"
    return f"EXISTS (SELECT 1 FROM {SUBSCRIPTION} s WHERE s.id = subscription_id AND {ours} OFFSET 0)"


def _of_membership(when: str = "true") -> str:
    """A part of a membership: whoever sees that."""
    return f"EXISTS (SELECT 1 FROM {MEMBERSHIP} m WHERE m.id = membership_id AND {when} OFFSET 0)"


# Who holds a licence: the customer reads and writes it, and a partner with admin access there, of what it sells or manages.
_licence = (
    f"EXISTS (SELECT 1 FROM {SUBSCRIPTION} s WHERE s.id = subscription_id AND (s.customer_id = {TENANT}"
    f" OR ({TENANT} IN (s.partner_id, s.manager_id) AND {_administers('s.customer_id')})) OFFSET 0)"
)
_acceptance = "accounts_agreementacceptance"
_accepts = f"({own('tenant_id')} AND attesting_partner_id IS NULL)"
_attests = f"({own('attesting_partner_id')} AND {_serves(_acceptance + '.tenant_id')})"  # its customers alone
_invitation_of_mine = (
    f"EXISTS (SELECT 1 FROM invitations_invitation i WHERE i.id = invitation_id AND i.inviter_id = {TENANT})"
)
_colleague = (
    f"EXISTS (SELECT 1 FROM {MEMBERSHIP} m WHERE m.user_id = accounts_user.id AND m.tenant_id = {TENANT})"
)
_administered = (
    f"EXISTS (SELECT 1 FROM {MEMBERSHIP} m JOIN {RELATIONSHIP} r ON r.customer_id = m.tenant_id"
    f" WHERE m.user_id = accounts_user.id AND r.partner_id = {TENANT} AND {_ADMINISTERS} OFFSET 0)"
)
_changes_subscriptions = ("partner_id", "manager_id", "customer_id")
_draft = f"({own('partner_id')} AND {person('user_id')})"
_personal = f"({own('tenant_id')} AND {person('user_id')})"
_of_order = "EXISTS (SELECT 1 FROM subscriptions_order o WHERE o.id = order_id)"
_of_statement = "EXISTS (SELECT 1 FROM subscriptions_statement s WHERE s.id = statement_id)"
_of_event = "EXISTS (SELECT 1 FROM core_auditevent e WHERE e.id = event_id OFFSET 0)"
_my_organisation = (
    f"EXISTS (SELECT 1 FROM {MEMBERSHIP} m WHERE m.tenant_id = accounts_tenant.id AND m.user_id = {USER})"
)
_of_my_organisation = f"EXISTS (SELECT 1 FROM {MEMBERSHIP} m WHERE m.tenant_id = accounts_partnerprofile.tenant_id AND m.user_id = {USER})"
_official = f"EXISTS (SELECT 1 FROM accounts_partnerprofile p WHERE p.tenant_id = {TENANT} AND 'indirect_provider' = ANY (p.programmes))"
_self_kept = f"({own('tenant_id')} AND NOT {_official})"
_published_logo = (
    "EXISTS (SELECT 1 FROM directory_listing l"
    " WHERE l.logo_digest = directory_logo.digest AND l.tenant_id = directory_logo.tenant_id OFFSET 0)"
)

VISIBILITY: dict[str, Visible | Everyone] = {
    # accounts
    "accounts.Region": Everyone("the programme's regions"),
    "accounts.Country": Everyone("the programme's countries"),
    "accounts.Agreement": Everyone("published texts", append_only=True),
    "accounts.User": Visible(read=either(person("id"), _colleague, _administered), write=person("id")),
    "accounts.Tenant": Visible(
        read=either(
            own("id"),
            _my_organisation,
            _connected("accounts_tenant.id"),
            _named_beside("accounts_tenant.id"),
        ),
        write=own("id"),
    ),
    "accounts.Membership": Visible(
        read=either(own("tenant_id"), person("user_id"), _administers("accounts_membership.tenant_id")),
        write=own("tenant_id"),
    ),
    "accounts.Visit": Visible(read="false"),  # the organisation reads its log
    "accounts.TimedRole": Visible(read=_of_membership(), write=_of_membership(own("m.tenant_id"))),
    "accounts.MailChoice": Visible(read=_personal, write=_personal),
    "accounts.HeldMail": Visible(read="false"),
    "accounts.Notification": Visible(
        read=own("tenant_id")
    ),  # of an organisation's roles; made by the sweep alone
    "accounts.ReadMark": Visible(read=_personal, write=_personal),
    "accounts.LogPosition": Everyone("how far the log of events has been followed"),
    "accounts.SignIn": Visible(read=person("user_id"), write=person("user_id")),
    "accounts.TemporaryPassword": Visible(read=own("issuer_id"), write=own("issuer_id")),
    "accounts.PartnerProfile": Visible(
        read=either(own("tenant_id"), _of_my_organisation, _connected("accounts_partnerprofile.tenant_id")),
        write=own("tenant_id"),
    ),
    "accounts.LegalProfile": Visible(read=own("tenant_id"), write=own("tenant_id")),
    "accounts.Location": Visible(
        read=either(own("tenant_id"), _partner("accounts_location.tenant_id")), write=own("tenant_id")
    ),
    "accounts.Enrolment": Visible(read=own("tenant_id"), write=own("tenant_id")),
    "accounts.IncentiveInvitation": Visible(
        read=own("tenant_id"), write=own("tenant_id"), made_by_system=True
    ),
    "accounts.MailboxCode": Visible(read="false"),  # who asks for one may be nobody yet
    "accounts.AgreementAcceptance": Visible(
        read=either(
            own("tenant_id"),
            own("attesting_partner_id"),
            _partner("accounts_agreementacceptance.tenant_id"),
            _serves("accounts_agreementacceptance.tenant_id"),
        ),
        write=either(_accepts, _attests),
        append_only=True,
    ),
    "accounts.User_groups": Visible(read=person("user_id")),
    "accounts.User_user_permissions": Visible(read=person("user_id")),
    # relationships: both sides read for ever; the provider alone ends a partnership (D1), a link alone makes one
    "relationships.Partnership": Visible(
        read=either(own("provider_id"), own("reseller_id")), write=own("provider_id"), made_by_system=True
    ),
    "relationships.ResellerRelationship": Visible(
        read=either(own("partner_id"), own("customer_id"), own("with_partner_id")),
        write=either(own("partner_id"), own("customer_id")),
        made_by_system=True,
    ),
    # customers: its own, and the partners' that serve it now
    "customers.Customer": Visible(
        read=either(own("tenant_id"), _serves("customers_customer.tenant_id")),
        write=either(own("tenant_id"), _serves("customers_customer.tenant_id")),
    ),
    "customers.CustomerImport": Visible(read=own("partner_id"), write=own("partner_id")),
    "customers.Candidate": Visible(read=own("partner_id"), write=own("partner_id")),
    # subscriptions: who sells, has, manages, earns with or answers for one sees it; the first three change it
    "subscriptions.Product": Everyone("the programme's catalogue"),
    "subscriptions.Offer": Everyone("the programme's catalogue"),
    "subscriptions.Offer_regions": Everyone("the programme's catalogue"),
    "subscriptions.OfferPrice": Everyone("the programme's catalogue"),
    "subscriptions.Order": Visible(
        read=either(own("partner_id"), own("customer_id")),
        write=either(own("partner_id"), own("customer_id")),
    ),
    "subscriptions.OrderLine": Visible(read=_of_order, write=_of_order),
    "subscriptions.OrderDraft": Visible(read=_draft, write=_draft),
    "subscriptions.Subscription": Visible(
        read=either(*map(own, (*_changes_subscriptions, "reseller_id", "support_contact_id"))),
        write=either(*map(own, _changes_subscriptions)),
    ),
    "subscriptions.SeatChange": Visible(
        read=_of_subscription(), write=_of_subscription(*_changes_subscriptions)
    ),
    "subscriptions.Licence": Visible(read=_licence, write=_licence),
    "subscriptions.PurchasePermission": Visible(
        read=either(own("partner_id"), own("customer_id")), write=own("partner_id")
    ),
    "subscriptions.Reassignment": Visible(read=own("partner_id"), write=own("partner_id")),
    "subscriptions.Statement": Visible(read=either(own("partner_id"), own("customer_id"))),
    "subscriptions.StatementLine": Visible(read=_of_statement),
    "subscriptions.CalendarFeed": Visible(read=_personal, write=_personal),
    "subscriptions.RenewalDigest": Visible(read=_personal, write=_personal),
    # invitations: the inviter's; the provider of a joint one and who answered see it too; a link answers (system scope)
    "invitations.Invitation": Visible(
        read=either(own("inviter_id"), own("with_partner_id"), own("recipient_tenant_id")),
        write=own("inviter_id"),
    ),
    "invitations.InvitationLink": Visible(read=_invitation_of_mine, write=_invitation_of_mine),
    "invitations.OptOut": Visible(
        read=either(own("tenant_id"), "tenant_id IS NULL")
    ),  # null: no more mail from anybody
    # directory: a partner keeps its profile, an operator that of a provider (S000-7); what is published everybody reads
    "directory.BusinessProfile": Visible(read=own("tenant_id"), write=_self_kept),
    "directory.ProfileLocation": Visible(read=own("tenant_id"), write=_self_kept),
    "directory.Logo": Visible(read=either(own("tenant_id"), _published_logo), write=_self_kept),
    "directory.Listing": Visible(read="true", write=_self_kept),
    "directory.EntryRequest": Visible(read=own("tenant_id"), write=own("tenant_id")),
    "directory.Lead": Visible(read=own("partner_id"), write=own("partner_id"), made_by_system=True),
    # core
    "core.AuditEvent": Visible(
        read=either(own("tenant_id"), own("counterparty_id"), own("on_behalf_of_id")),
        write=either(own("tenant_id"), own("counterparty_id")),
        append_only=True,
    ),
    "core.AuditSeal": Visible(read=_of_event, append_only=True),
    "core.AuditCheckpoint": Visible(read="false", append_only=True),
    "core.OutgoingMail": Visible(read=own("tenant_id"), write=own("tenant_id")),
    "core.MailCircuit": Everyone("one row of operation"),
    "core.Heartbeat": Everyone("rows of operation"),
    "core.RaisedRights": Visible(read="false"),  # of operators, who stand outside organisations
    "core.RateWindow": Everyone("digests and counts"),
    "core.Session": Everyone("opened by a random key only, of which it keeps the digest"),
    # Django and allauth
    "account.EmailAddress": Visible(read=person("user_id")),
    "account.EmailConfirmation": Visible(read="false"),
    "mfa.Authenticator": Visible(read=person("user_id"), write=person("user_id")),
    "socialaccount.SocialAccount": Visible(read=person("user_id")),
    "socialaccount.SocialApp": Visible(read="false"),  # the environment names the one there is
    "socialaccount.SocialToken": Visible(read="false"),  # none is kept
    "admin.LogEntry": Visible(read="false"),
    "auth.Group": Everyone("names of operators' groups"),
    "auth.Group_permissions": Everyone("rights of operators' groups"),
    "auth.Permission": Everyone("names of rights", writable=False),
    "contenttypes.ContentType": Everyone("names of models", writable=False),
}
