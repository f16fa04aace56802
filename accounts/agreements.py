"""What pages say about the agreement of an organisation: a partner's MPA (S004-5 to S004-9, D13), a customer's MCA (S002-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import overview
from accounts.models import Agreement, AgreementAcceptance, Membership, Tenant
from accounts.permissions import ROLE_PERMISSIONS, Permission, tenant_allows
from accounts.querysets import AgreementAcceptanceQuerySet
from accounts.states import AgreementKind, TenantKind
from partnercenter.core.actor import Actor

MAX_NAMES = 5
MAX_VERSIONS = 100


@dataclass
class AgreementState:
    """Accepted or not, by whom and when; who could accept. Each question is one query, asked once."""

    tenant: Tenant
    kind: ClassVar[AgreementKind]
    permission: ClassVar[Permission]

    @cached_property
    def is_concerned(self) -> bool:
        """Whether organisations of this kind accept it at all."""
        return tenant_allows(self.tenant, self.permission)

    @cached_property
    def current(self) -> Agreement | None:
        return Agreement.objects.current(self.kind)

    @cached_property
    def _acceptances(self) -> AgreementAcceptanceQuerySet:
        rows = AgreementAcceptance.objects.visible_to(self.tenant).filter(kind=self.kind)
        return rows.select_related("agreement").order_by("-agreement__version", "-pk")

    @cached_property
    def acceptance(self) -> AgreementAcceptance | None:
        """The newest acceptance of any version by the organisation itself; one is enough."""
        return self._acceptances.filter(attesting_partner=None).first()

    @property
    def is_signed(self) -> bool:
        return self.acceptance is not None

    @property
    def is_current_signed(self) -> bool:
        return bool(self.acceptance and self.current and self.acceptance.agreement_id == self.current.pk)

    @cached_property
    def signers(self) -> list[str]:
        """Names of colleagues who can accept; only a global admin can."""
        roles = ROLE_PERMISSIONS[self.permission]
        people = (
            Membership.objects.visible_to(self.tenant).with_role(*roles).order_by("user__full_name", "id")
        )
        return [membership.user.full_name or membership.user.email for membership in people[:MAX_NAMES]]


def may_read(actor: Actor, kind: AgreementKind) -> bool:
    """The MPA is for the eyes of a global admin (rulebook 2.2), the reseller agreement for partners, the MCA for everybody."""
    if kind == AgreementKind.MPA:
        return actor.may(Permission.MPA_SIGN)
    return kind == AgreementKind.MCA or bool(actor.tenant.kind == TenantKind.PARTNER)


def readable_versions(actor: Actor) -> list[Agreement]:
    """Newest first within each agreement."""
    kinds = [kind for kind in AgreementKind if may_read(actor, kind)]
    return list(Agreement.objects.filter(kind__in=kinds).order_by("kind", "-version")[:MAX_VERSIONS])


class MpaState(AgreementState):
    """S004-5: partners that transact sign."""

    kind = AgreementKind.MPA
    permission = Permission.MPA_SIGN


class ResellerAgreementState(AgreementState):
    """S001-12: what completes the transition of a direct-bill partner."""

    kind = AgreementKind.INDIRECT_RESELLER
    permission = Permission.PROGRAMME_ENROL


class McaState(AgreementState):
    """S002-12: customers accept; until they do, one of their partners may have attested that a person of theirs did."""

    kind = AgreementKind.MCA
    permission = Permission.MCA_ACCEPT

    @cached_property
    def attestation(self) -> AgreementAcceptance | None:
        """The newest word of a partner (reference 3.4)."""
        rows = self._acceptances.filter(attesting_partner__isnull=False)
        return rows.select_related("agreement", "attesting_partner").first()

    @property
    def is_missing(self) -> bool:
        return not self.is_signed and self.attestation is None


def mpa_task(actor: Actor) -> Iterator[overview.Task]:
    """The MPA on the overview, while it is unsigned (S004-5): who signs it, and what it holds up (D13)."""
    state = MpaState(actor.tenant)
    if not state.is_concerned or state.is_signed:
        return
    title = _("The Microsoft Partner Agreement is not signed")
    blocked = _("Until it is, no new business is possible: no new customers, no new orders.")
    if actor.may(Permission.MPA_SIGN):
        yield _task(actor, title, blocked, "accounts:mpa-sign", _("Read and sign"))
        return
    who = _("These people can sign it: %(names)s.") % {"names": ", ".join(state.signers)}
    nobody = _("Nobody in your organisation can sign it yet: it takes a global admin.")
    words = f"{blocked} {who if state.signers else nobody}"
    yield _task(actor, title, words, "accounts:agreement-list", _("Details"))


def mca_task(actor: Actor) -> Iterator[overview.Task]:
    """The MCA on a customer's overview, while nobody has accepted or attested it (S002-12)."""
    state = McaState(actor.tenant)
    if not state.is_concerned or not state.is_missing:
        return
    title = _("The Microsoft Customer Agreement is not accepted")
    blocked = _("Until it is, your partners cannot order for you. It is accepted once, for all partners.")
    if actor.may(Permission.MCA_ACCEPT):
        yield _task(actor, title, blocked, "accounts:mca-accept", _("Read and accept"))
        return
    who = _("These people can accept it: %(names)s.") % {"names": ", ".join(state.signers)}
    nobody = _("Nobody in your organisation can accept it yet: it takes a global admin.")
    words = f"{blocked} {who if state.signers else nobody}"
    yield _task(actor, title, words, "accounts:agreement-list", _("Details"))


def _task(actor: Actor, title: str, words: str, url_name: str, action: str) -> overview.Task:
    url = reverse(url_name, kwargs={"tenant_slug": actor.tenant.slug})
    return overview.Task(title, words, url, action, order=10)
