"""Sessions: where a person is signed in, and how that ends."""

from __future__ import annotations

from django.db import transaction

from accounts.models import SignIn, User
from accounts.states import SignInMethod
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import AnyActor, OperatorActor
from partnercenter.core.models import Session


@transaction.atomic
def record_sign_in(*, public_id: str, user: User, method: SignInMethod, address: str, agent: str) -> SignIn:
    """What the person's list of sessions shows. `public_id`: what core.sessions gave the session that begins;
    `address`: cut off already (core.clients)."""
    fields = {"method": method, "address": address, "agent": agent[:300]}
    return SignIn.objects.create(public_id=public_id, user=user, **fields)


@transaction.atomic
def end_session(*, sign_in: SignIn, by: AnyActor) -> None:
    """Effective on the next request of that browser. One that has ended already is nothing to tell of."""
    if Session.objects.filter(sign_in=sign_in.public_id).delete()[0]:
        _record("user.session_ended", user=sign_in.user, by=by)


@transaction.atomic
def end_other_sessions(*, user: User, but: str, by: AnyActor) -> int:
    """All sessions of the person except the one whose public id is `but`. Returns how many there were."""
    ended = close_sessions(user, but=but)
    if ended:
        _record("user.other_sessions_ended", user=user, by=by)
    return ended


@transaction.atomic
def end_all_sessions(*, user: User, by: OperatorActor) -> None:
    """For somebody whose device is lost. Told of even where they were signed in nowhere: the reason was given."""
    close_sessions(user)
    _record("user.sessions_ended", user=user, by=by)


@transaction.atomic
def close_sessions(user: User, *, but: str = "") -> int:
    """As a part of something else, which tells of it. Returns how many there were."""
    ids = list(SignIn.objects.of(user).exclude(public_id=but).values_list("public_id", flat=True))
    return Session.objects.filter(sign_in__in=ids).delete()[0]


def _record(action: str, *, user: User, by: AnyActor) -> None:
    with tenancy.system(reason="the event of a person's own account belongs to no organisation"):
        audit.record(action, by=by, target=user)
