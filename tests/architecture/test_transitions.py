"""Every table of states is total, and the database agrees with it: N×N steps on real rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from directory.models.lead import CONTACT
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.states import transition
from tests import factories

OURS = {"core", "accounts", "relationships", "customers", "subscriptions", "invitations", "directory"}


def _tables() -> list[tuple[type[models.Model], str, Mapping[str, frozenset[str]]]]:
    """Model, name of its table, table: `transitions`, or `<field>_transitions` for a second state."""
    return [
        (model, name, getattr(model, name))
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for name in vars(model)
        if name.endswith("transitions")
    ]


TABLES = _tables()
PAIRS = [
    (model, table, old, new)
    for model, name, table in TABLES
    if name == "transitions"
    for old in table
    for new in table
]


def _stamps(model: type[models.Model], status: str) -> dict[str, Any]:
    """What the database wants beside this state; a new model with states needs a line here."""
    now = timezone.now()
    leased = status == "sending"
    return {
        "accounts.Enrolment": lambda: {
            "decided_at": None if status == "applied" else now,
            "accepted_at": now if status == "accepted" else None,
        },
        "relationships.Partnership": lambda: {
            "removed_at": now if status == "removed" else None,
            "removal_reason": "agreed" if status == "removed" else "",
        },
        "relationships.ResellerRelationship": lambda: {
            "ended_at": now if status == "ended" else None,
            "end_reason": "other" if status == "ended" else "",
        },
        "customers.CustomerImport": lambda: {
            "finished_at": now if status in {"done", "failed", "dropped"} else None
        },
        "invitations.Invitation": lambda: {
            "answered_at": now if status in {"accepted", "declined"} else None,
            "recipient_tenant": factories.TenantFactory() if status == "accepted" else None,
            "closed_at": now if status in {"revoked", "expired"} else None,
        },
        "subscriptions.Order": lambda: {"closed_at": None if status == "submitted" else now},
        "subscriptions.OrderDraft": lambda: {
            "order": factories.OrderFactory() if status == "submitted" else None
        },
        "subscriptions.Subscription": lambda: {
            "status_at": now,
            "auto_renew": False,
            "moves_at": None if status == "deleted" else now,
        },
        "directory.BusinessProfile": lambda: {
            "published_at": now if status == "published" else None,
            "held_at": now if status == "held" else None,
        },
        "directory.EntryRequest": lambda: {
            "answered_at": None if status == "open" else now,
            "answer": "We cannot." if status == "declined" else "",
        },
        "directory.Lead": lambda: {
            "answered_at": now if status in {"accepted", "declined", "archived"} else None,
            "decline_reason": "other" if status == "declined" else "",
            "archived_at": now if status == "archived" else None,
            **(dict.fromkeys(CONTACT, "") if status == "expired" else {}),
        },
        "core.OutgoingMail": lambda: {
            "lease_until": now if leased else None,
            "lease_token": uuid.uuid4() if leased else None,
            "sent_at": now if status == "sent" else None,
        },
    }[model._meta.label]()


def _row(model: type[models.Model], status: str) -> Any:
    row = getattr(factories, f"{model.__name__}Factory")()
    model._default_manager.filter(pk=row.pk).update(status=status, **_stamps(model, status))
    return model._default_manager.get(pk=row.pk)


def test_every_state_has_a_table() -> None:
    """A model with a `status` has `transitions`; so has a second field of states."""
    with_status = {
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and any(field.name == "status" for field in model._meta.fields)
    }
    assert len(with_status) >= 5
    missing = with_status - {model for model, name, _table in TABLES if name == "transitions"}
    assert not missing, f"Give {missing} `transitions = …` from the app's states.py."


@pytest.mark.parametrize(
    ("model", "name", "table"), TABLES, ids=lambda part: getattr(part, "__name__", None) or str(part)[:30]
)
def test_tables_are_total(model: type[models.Model], name: str, table: Mapping[str, frozenset[str]]) -> None:
    """Every state is a key, terminal ones with an empty set; nothing leads to an unknown state or to itself."""
    field: Any = model._meta.get_field(name.removesuffix("transitions").rstrip("_") or "status")
    states = {value for value, _label in field.choices or ()}
    assert len(states) >= 2
    assert set(table) == states, "Terminal states stand in the table too, with an empty set."
    for old, news in table.items():
        assert news <= states
        assert old not in news, f"{old} leads to itself: that is no step"
    reachable = {new for news in table.values() for new in news}
    if field.has_default():
        reachable.add(field.default)
        assert reachable == states, f"nothing leads to {states - reachable}"
    else:
        assert len(states - reachable) == 1, (
            "without a default, the one state to which nothing leads is the first"
        )


@pytest.mark.parametrize(
    ("model", "table", "old", "new"),
    PAIRS,
    ids=lambda part: getattr(part, "__name__", None) or str(part)[:12],
)
def test_steps(
    db: None, model: type[models.Model], table: Mapping[str, frozenset[str]], old: str, new: str
) -> None:
    """An allowed step is taken and stored; any other raises and leaves the row as it was."""
    row = _row(model, old)
    before = model._default_manager.filter(pk=row.pk).values().get()
    if new in table[old]:
        transition(row, new, table=table, stamps=_stamps(model, new))
        assert model._default_manager.get(pk=row.pk).status == new
        assert row.status == new
    else:
        with pytest.raises(DomainError, match="transition_refused"):
            transition(row, new, table=table, stamps=_stamps(model, new))
        assert model._default_manager.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("model", sorted({pair[0] for pair in PAIRS}, key=lambda model: model.__name__))
def test_second_click_is_stale(db: None, model: type[models.Model]) -> None:
    """Two who know the same state: the first wins, the other hears that it was second."""
    table = model.transitions
    old = next(state for state, news in table.items() if news)
    new = min(table[old])
    first = _row(model, old)
    second = model._default_manager.get(pk=first.pk)
    transition(first, new, table=table, stamps=_stamps(model, new))
    with pytest.raises(StaleState):
        transition(second, new, table=table, stamps=_stamps(model, new))
    assert second.status == old
