"""Who tries: everybody of contoso, and those who once belonged to fabrikam; and how they ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import override_settings
from django.test.client import ClientHandler

from accounts.models import User
from accounts.permissions import Role
from partnercenter.core import tenancy
from tests import factories as make
from tests.client import PortalClient
from tests.operators import raise_rights, staff
from tests.world import World, build_world

ADMIN = Role.GLOBAL_ADMIN.value
ALL_ROUND = (ADMIN, Role.ADMIN_AGENT.value)  # between them they may whatever their organisation may


_HANDLER = ClientHandler(enforce_csrf_checks=False)  # the middleware is loaded once, not for each question


class Visitor:
    """A browser that forgets what each answer did to its cookies, so that every question is the first."""

    def __init__(
        self, name: str, user: User | None, kind: str = "provider", roles: tuple[str, ...] = ()
    ) -> None:
        self.name, self.user, self.kind, self.roles = name, user, kind, frozenset(roles)
        self._cookies = SimpleCookie()
        if user is not None:
            client = PortalClient()
            client.force_login(user)
            if user.is_staff:
                raise_rights(client, user)
            self._cookies = client.cookies

    def ask(self, verb: str, url: str, data: dict[str, Any] | None = None, **extra: Any) -> Any:
        client = PortalClient(raise_request_exception=True)
        client.check_html = False
        client.handler = _HANDLER
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in self._cookies.items()})
        method = getattr(client, verb.lower())
        return method(url, data, **extra) if verb in {"GET", "HEAD", "POST"} else method(url, **extra)

    def get(self, url: str, **query: Any) -> Any:
        return self.ask("GET", url, query)

    def keep(self, client: PortalClient) -> None:
        """Go on with the cookies of this client."""
        self._cookies = client.cookies

    def __repr__(self) -> str:
        return self.name


@dataclass
class Cast:
    """Two worlds; `visitors` belong to the first or to nobody, `owners` to the second."""

    ours: World
    theirs: World
    visitors: list[Visitor] = field(default_factory=list)
    owners: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, name: str) -> Visitor:
        return next(visitor for visitor in self.visitors if visitor.name == name)

    def slug(self, visitor: Visitor) -> str:
        """Where this visitor is at home."""
        return str(getattr(self.ours, visitor.kind).slug)


def _admin(world: World, kind: str, whose: str) -> Visitor:
    """A global admin who is an admin agent too."""
    user = make.UserFactory(full_name=f"{world.canary} {kind} admin")
    make.MembershipFactory(tenant=getattr(world, kind), user=user, roles=list(ALL_ROUND))
    return Visitor(f"{kind} admin of {whose}", user, kind, ALL_ROUND)


def _former(world: World) -> Visitor:
    """A global admin of the other provider whose membership ended; the session is still open."""
    user = make.UserFactory(full_name="A former admin")
    membership = make.MembershipFactory(tenant=world.provider, user=user, roles=[ADMIN])
    visitor = Visitor("former admin of theirs", user)
    membership.delete()
    return visitor


def _deactivated(world: World) -> Visitor:
    """A person of the other provider who may not sign in any more; the session is still open."""
    user = make.UserFactory(full_name="A deactivated person")
    make.MembershipFactory(tenant=world.provider, user=user, roles=[ADMIN])
    visitor = Visitor("deactivated person of theirs", user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    return visitor


def build_cast() -> Cast:
    ours, theirs = build_world("contoso"), build_world("fabrikam")
    for world in (ours, theirs):
        _ = world.statement
        _ = (
            world.mca,
            world.joint,
            world.candidate,
            world.licence,
            world.blocked_user,
            world.setup,
            world.permission,
            world.draft,
            world.new_draft,
            world.waiting,
            world.founding,
            world.reassignment,
            world.idle,
            world.ending,
            world.unrenewed,
            world.suspended,
            world.feed,
            world.colleague,
            world.blocked_colleague,
            world.notice,
            world.sign_in,
            world.passkey,
            world.contact,
            world.invited,
            world.pending,
            world.reseller_agreement,
            world.office,
            world.picture,
            world.lead,
            world.taken_lead,
            world.customer_lead,
            world.open_provider,
            world.entry_request,
        )  # both worlds have everything
    people = [_admin(ours, kind, "ours") for kind in ours.people]
    helpdesk = Role.HELPDESK_AGENT.value
    visitors = [
        Visitor("anonymous", None),
        *people,
        Visitor("helpdesk agent of ours", ours.people["provider"][helpdesk], roles=(helpdesk,)),
        _former(theirs),
        _deactivated(theirs),
        Visitor("operator", staff()),
        Visitor("staff without rights", make.UserFactory(full_name="Somebody of the staff", is_staff=True)),
    ]
    owners = {kind: _admin(theirs, kind, "theirs") for kind in (*theirs.people, "pending")}
    return Cast(ours, theirs, visitors, owners)


@contextmanager
def on_stage() -> Iterator[Cast]:
    """The cast in a transaction that is rolled back, with sight of every row between the questions. They are many: that
    the visitors have signed in counts for as long as the questions last."""
    with transaction.atomic(), tenancy.system(reason="test"), override_settings(PROOF_SECONDS=3600):
        yield build_cast()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
