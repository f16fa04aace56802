"""What pages say about the MPA of an organisation (S004-5 to S004-9, D13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import overview
from accounts.models import Agreement, AgreementAcceptance, Membership, Tenant
from accounts.permissions import ROLE_PERMISSIONS, Permission, tenant_allows
from accounts.states import AgreementKind
from partnercenter.core.actor import Actor

MAX_NAMES = 5


@dataclass
class MpaState:
    """Signed or not, by whom and when; who could sign it. Each question is one query, asked once."""

    tenant: Tenant

    @cached_property
    def is_concerned(self) -> bool:
        """Partners that transact sign; customers have nothing to sign here."""
        return tenant_allows(self.tenant, Permission.MPA_SIGN)

    @cached_property
    def current(self) -> Agreement | None:
        return Agreement.objects.current(AgreementKind.MPA)

    @cached_property
    def acceptance(self) -> AgreementAcceptance | None:
        """The newest acceptance of any version; one is enough to transact."""
        return (
            AgreementAcceptance.objects.visible_to(self.tenant)
            .filter(kind=AgreementKind.MPA)
            .select_related("agreement")
            .order_by("-agreement__version")
            .first()
        )

    @property
    def is_signed(self) -> bool:
        return self.acceptance is not None

    @property
    def is_current_signed(self) -> bool:
        return bool(self.acceptance and self.current and self.acceptance.agreement_id == self.current.pk)

    @cached_property
    def signers(self) -> list[str]:
        """Names of colleagues who can sign; only a global admin can."""
        roles = ROLE_PERMISSIONS[Permission.MPA_SIGN]
        people = (
            Membership.objects.visible_to(self.tenant).with_role(*roles).order_by("user__full_name", "id")
        )
        return [membership.user.full_name or membership.user.email for membership in people[:MAX_NAMES]]


def mpa_task(actor: Actor) -> Iterator[overview.Task]:
    """The MPA on the overview, while it is unsigned (S004-5): who signs it, and what it holds up (D13)."""
    state = MpaState(actor.tenant)
    if not state.is_concerned or state.is_signed:
        return
    title = _("The Microsoft Partner Agreement is not signed")
    blocked = _("Until it is, no new business is possible: no new customers, no new orders.")
    if actor.may(Permission.MPA_SIGN):
        url = reverse("accounts:mpa-sign", kwargs={"tenant_slug": actor.tenant.slug})
        yield overview.Task(title, blocked, url, _("Read and sign"), order=10)
        return
    url = reverse("accounts:agreement-list", kwargs={"tenant_slug": actor.tenant.slug})
    who = _("These people can sign it: %(names)s.") % {"names": ", ".join(state.signers)}
    nobody = _("Nobody in your organisation can sign it yet: it takes a global admin.")
    yield overview.Task(title, f"{blocked} {who if state.signers else nobody}", url, _("Details"), order=10)
