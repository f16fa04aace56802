"""Operators only look, until they raise their rights: with a reason, after a recent sign-in, for `RAISED_MINUTES`
minutes, at the browser they asked with. Both ends are in the audit log, the one by the clock as well (beat)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partnercenter.core import audit, kept, tenancy
from partnercenter.core.actor import AnyActor, OperatorActor, SystemActor
from partnercenter.core.models import RaisedRights
from partnercenter.core.onward import by_way_of
from partnercenter.core.sessions import SIGN_IN

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 100


def rights_of(request: HttpRequest) -> RaisedRights | None:
    """The raised rights of who is signed in, at this browser; asked of the database by every request."""
    sign_in = request.session.get(SIGN_IN, "")
    return RaisedRights.objects.running().filter(operator=request.user.pk, sign_in=sign_in).first()


def may_raise(user: Any) -> bool:
    """Whether there is anything that raised rights would let them do: auditors only look."""
    return any(not right.split(".")[1].startswith("view_") for right in user.get_all_permissions())


def ask(request: HttpRequest) -> HttpResponse:
    """To the page where rights are raised, and back; what was typed into an operation is offered again then."""
    wanted = kept.keep(request) if request.method == "POST" else request.get_full_path()
    return redirect(by_way_of("admin:raise-rights", wanted))


@transaction.atomic
def raise_rights(*, sign_in: str, by: OperatorActor) -> RaisedRights:
    """Those that the operator had elsewhere end."""
    lower_rights(by=by)
    raised = RaisedRights.objects.create(
        operator=by.user,
        sign_in=sign_in,
        reason=by.reason,
        ends_at=Now() + timedelta(minutes=settings.RAISED_MINUTES),
    )
    raised.refresh_from_db(fields=["ends_at"])
    until = {"until": [None, raised.ends_at.isoformat()]}
    audit.record("operator.rights_raised", by=by, target=raised, changes=until)
    return raised


@transaction.atomic
def lower_rights(*, by: OperatorActor) -> None:
    """Before their time is over. Nothing to tell of where there are none."""
    for raised in RaisedRights.objects.running().filter(operator=by.user).select_for_update(of=("self",)):
        _end(raised, "operator.rights_lowered", OperatorActor(by.user, raised.reason))
    end_lapsed(operator=by.user)


def end_lapsed(operator: User | None = None) -> int:
    """Say of rights whose time is over that they have ended. Safe to repeat, and to run several times at once."""
    with tenancy.system(reason="raised rights whose time is over"), transaction.atomic():
        rows = RaisedRights.objects.lapsed().select_for_update(of=("self",), skip_locked=operator is None)
        mine = rows.filter(operator=operator) if operator else rows
        lapsed = list(mine.order_by("ends_at")[:BATCH])
        for raised in lapsed:
            _end(raised, "operator.rights_lapsed", SystemActor("Raised rights"))
    return len(lapsed)


def _end(raised: RaisedRights, action: str, by: AnyActor) -> None:
    RaisedRights.objects.filter(pk=raised.pk).update(ended_at=Now())
    audit.record(action, by=by, target=raised)
