"""What a provider wants changed in its entry: asked by its global admin, answered by an operator (S000-7)."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Tenant
from directory import emails, limits, policies
from directory.models import EntryRequest
from directory.states import ENTRY_REQUEST_TRANSITIONS, EntryRequestStatus
from partnercenter.core import audit
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.states import transition


@transaction.atomic
def ask_for_change(*, text: str, by: Actor) -> EntryRequest:
    """One request is open at a time; asked again it says the new words. Raises DomainError: not_provider; RateLimited."""
    policies.require_official(by.tenant)
    limits.count_entry_request(by.tenant)
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=by.tenant.pk)
    request = EntryRequest.objects.visible_to(by.tenant).open().first()
    if request is None:
        request = EntryRequest.objects.create(tenant=by.tenant, text=text, asked_by=by.user)
    else:
        EntryRequest.objects.filter(pk=request.pk).update(text=text, asked_by=by.user)
        request.text, request.asked_by = text, by.user
    audit.record("entry_request.asked", by=by, target=request)
    return request


@transaction.atomic
def settle_request(*, request: EntryRequest, answer: str = "", by: OperatorActor) -> None:
    """The entry says by now what was asked for. Raises DomainError: transition_refused; StaleState."""
    _answer(request, EntryRequestStatus.DONE, answer, by=by)


@transaction.atomic
def decline_request(*, request: EntryRequest, answer: str, by: OperatorActor) -> None:
    """`answer` is what the provider reads. Raises DomainError: transition_refused; StaleState."""
    _answer(request, EntryRequestStatus.DECLINED, answer, by=by)


def _answer(request: EntryRequest, status: EntryRequestStatus, answer: str, *, by: OperatorActor) -> None:
    stamps = {"answered_at": Now(), "answered_by": by.user, "answer": answer}
    transition(request, status, table=ENTRY_REQUEST_TRANSITIONS, stamps=stamps)
    changes = {"answer": ["", answer]} if answer else {}
    audit.record(f"entry_request.{status}", by=by, target=request, tenant=request.tenant, changes=changes)
    emails.tell_entry_answered(request)
