"""The world at two sizes: a provider with few resellers and invitations, and one with a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Tenant, User
from invitations import emails, tokens
from invitations.models import Invitation, InvitationLink
from partnercenter.core import tenancy
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.bench.rows import execute, multiply, numbers, public_id
from tests.bench.stage import as_owner, say

FEW, MANY = 10, 100_000
RESELLERS = "(SELECT id FROM accounts_tenant WHERE slug LIKE 'bench-%%' ORDER BY id LIMIT {count})"
INVITED = "(SELECT id, recipient_email FROM invitations_invitation WHERE inviter_id = {inviter} AND subject = 'bench')"


@dataclass(frozen=True)
class Side:
    """A provider with so many rows, and its global admin."""

    rows: int
    tenant: Tenant
    admin: User


def sides() -> list[Side]:
    with tenancy.system(reason="bench"):
        agreement = make.AgreementFactory()
        reseller = _reseller(agreement)
        _resellers(reseller, agreement)
        made = [_side(rows, agreement, reseller) for rows in (FEW, MANY)]
    as_owner("VACUUM ANALYZE")
    return made


def _reseller(agreement) -> Tenant:
    tenant = make.TenantFactory(reseller=True, slug="first-reseller")
    make.AgreementAcceptanceFactory(agreement=agreement, tenant=tenant)
    return tenant


def _resellers(first: Tenant, agreement) -> None:
    """Every second one has signed the MPA."""
    say(f"{MANY:,} resellers")
    name = "'Reseller ' || lpad(n.id::text, 6, '0')"
    multiply(
        first, numbers(MANY), public_id=public_id("tenant"), slug="'bench-' || n.id", name=name,
        name_key=f"lower({name})", domain="'r' || n.id || '.bench.example'",
    )  # fmt: skip
    every = RESELLERS.format(count=MANY)
    multiply(first.profile, every, tenant_id="n.id")
    multiply(first.locations.get(), every, tenant_id="n.id", mpn_id="(1000000 + n.id)::text")
    signed = f"(SELECT id FROM {every} r WHERE id %% 2 = 0)"
    multiply(agreement.acceptances.get(), signed, public_id=public_id("acceptance"), tenant_id="n.id")


def _side(rows: int, agreement, reseller: Tenant) -> Side:
    say(f"a provider with {rows:,} partnerships and invitations")
    tenant, admin = make.TenantFactory(provider=True), make.UserFactory()
    make.MembershipFactory(tenant=tenant, user=admin)
    partnership = make.PartnershipFactory(provider=tenant, reseller=reseller)
    multiply(
        partnership, RESELLERS.format(count=rows), public_id=public_id(f"p{rows}"), reseller_id="n.id",
        reseller_key="(SELECT name_key FROM accounts_tenant WHERE id = n.id)",
        reseller_domain="(SELECT domain FROM accounts_tenant WHERE id = n.id)",
        established_at="now() - n.id * interval '1 minute'",
    )  # fmt: skip
    execute("DELETE FROM relationships_partnership WHERE id = %s", [partnership.pk])
    invitations(tenant, admin, rows)
    return Side(rows, tenant, admin)


def invitations(tenant: Tenant, admin: User, count: int) -> None:
    """Open ones, each with its link and the mail that brought it."""
    first = make.InvitationFactory(inviter=tenant, invited_by=admin, subject="first")
    mail = emails.queue_invitation(first)
    OutgoingMail.objects.filter(pk=mail.pk).update(status="sent", sent_at=mail.created_at, reply="250 OK")
    multiply(
        first, numbers(count), public_id=public_id(f"i{tenant.pk}"), subject="'bench'", batch="gen_random_uuid()",
        recipient_email="'person' || n.id || '@r' || n.id || '.bench.example'",
        recipient_key="'person' || n.id || '@r' || n.id || '.bench.example'",
        nonce="decode(md5(n.id::text), 'hex')", created_at="now() - n.id * interval '1 second'",
    )  # fmt: skip
    source = INVITED.format(inviter=tenant.pk)
    link = InvitationLink.objects.get(invitation=first)
    multiply(link, source, invitation_id="n.id", digest="encode(sha256(('link' || n.id)::bytea), 'hex')")
    multiply(
        mail, source, public_id=public_id("mail"), key="'bench:' || n.id", about_id="n.id", status="'sent'",
        sent_at="now()", to_address="n.recipient_email", reply="'250 2.0.0 OK'",
    )  # fmt: skip
    link.delete()
    OutgoingMail.objects.filter(pk=mail.pk).delete()
    Invitation.objects.filter(pk=first.pk).delete()


def real_links(tenant: Tenant) -> None:
    """The digests of links that can be made again, for mails that are to leave."""
    links = list(InvitationLink.objects.filter(invitation__inviter=tenant).select_related("invitation"))
    for link in links:
        link.digest = tokens.digest(tokens.new_token(link.invitation))
    InvitationLink.objects.bulk_update(links, ["digest"], batch_size=500)
