"""Guards over every model: who sees its rows is decided and enforced, a factory makes it, stamps come in pairs."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from partnercenter.core.policies_sql import Everyone, Visible
from partnercenter.visibility import VISIBILITY
from tests import factories

OURS = {"core", "accounts", "relationships", "customers", "subscriptions", "invitations", "directory"}
ALL = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
OWN = [model for model in apps.get_models() if model._meta.app_label in OURS]
VERBS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def _query(statement: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def test_there_are_models() -> None:
    assert len(OWN) >= 15


def test_every_model_says_who_sees_it() -> None:
    assert set(ALL) == set(VISIBILITY), (
        "Give each model a line in partnercenter/visibility.py, and no line more."
    )


@pytest.mark.situation("C-069")
def test_every_table_is_a_models(db: None) -> None:
    """A table, view or materialised view that nobody classified is a hole in the wall."""
    kinds = _query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p','v','m','f')"
    )
    known = {model._meta.db_table for model in ALL.values()} | {"django_migrations"}
    assert {name for (name,) in kinds} == known, "Only tables of models: views and copies have no policies."


@pytest.mark.situation("C-069")
def test_policies_are_in_force(db: None) -> None:
    """The catalogue says what visibility.py says: enabled, forced, one policy a verb; Everyone says why."""
    rows = _query(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,"
        " (SELECT array_agg(p.polcmd::text) FROM pg_policy p WHERE p.polrelid = c.oid)"
        " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
    )
    catalogue = {name: (enabled, forced, set(verbs or ())) for name, enabled, forced, verbs in rows}
    protected = {label for label, rule in VISIBILITY.items() if isinstance(rule, Visible)}
    assert len(protected) >= 15
    for label, rule in VISIBILITY.items():
        enabled, forced, verbs = catalogue[ALL[label]._meta.db_table]
        if isinstance(rule, Everyone):
            assert rule.why, f"{label}: say why everyone may read it"
            assert not enabled, f"{label} is open to everyone in visibility.py but has policies"
        else:
            assert (enabled, forced) == (True, True), f"{label} has no forced row-level security"
            assert verbs == set(VERBS), f"{label} has policies for {verbs} only"


def test_grants_are_the_narrowest(db: None) -> None:
    """The application's role may do to each table what visibility.py says and no more."""
    role = settings.DATABASES["default"]["USER"]
    rows = _query(
        "SELECT table_name, array_agg(privilege_type::text) FROM information_schema.role_table_grants"
        " WHERE grantee = %s AND table_schema = 'public' GROUP BY table_name",
        role,
    )
    granted = {name: set(rights) for name, rights in rows}
    assert granted.pop("django_migrations") == {"SELECT"}
    for label, rule in VISIBILITY.items():
        wanted = set(VERBS.values())
        if rule.append_only:
            wanted = {"SELECT", "INSERT"}
        if isinstance(rule, Everyone) and not rule.writable:
            wanted = {"SELECT"}
        assert granted.pop(ALL[label]._meta.db_table) == wanted, label
    assert not granted


def test_tenants_data_is_never_everyones() -> None:
    """A table that points at a tenant or a person is not open to everyone."""
    people = {"accounts.Tenant", "accounts.User"}
    for label, rule in VISIBILITY.items():
        related = [field.related_model for field in ALL[label]._meta.get_fields() if field.concrete]
        labels = {model._meta.label for model in related if model is not None}
        assert not (isinstance(rule, Everyone) and labels & people), f"{label} points at {labels & people}"


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_every_model_has_a_factory(db: None, model: type[models.Model]) -> None:
    factory = getattr(factories, f"{model.__name__}Factory", None)
    assert factory is not None, f"Write {model.__name__}Factory in tests/factories and export it."
    row = factory()
    assert type(row) is model
    assert model._default_manager.filter(pk=row.pk).exists()


PAIRS = [
    (model, field.name.removesuffix("_by"))
    for model in OWN
    for field in model._meta.get_fields()
    if isinstance(field, models.ForeignKey) and field.name.endswith("_by")
]
# The name of the person who invites stands for itself: an invitation is made in the moment it is sent. So is the
# right to see a temporary password.
ALONE = {("invitations.Invitation", "invited"), ("accounts.TemporaryPassword", "issued")}


def test_there_are_pairs() -> None:
    assert len(PAIRS) >= 6
    assert {(model._meta.label, stem) for model, stem in PAIRS} >= ALONE


@pytest.mark.parametrize(
    ("model", "stem"),
    [pair for pair in PAIRS if (pair[0]._meta.label, pair[1]) not in ALONE],
    ids=lambda part: part if isinstance(part, str) else part._meta.label,
)
def test_by_never_without_at(db: None, model: type[models.Model], stem: str) -> None:
    """`x_by` without `x_at` is refused by the database. (`x_at` alone is the system's doing.)"""
    moment = model._meta.get_field(f"{stem}_at")
    assert isinstance(moment, models.DateTimeField)
    if not moment.null:
        return
    row = getattr(factories, f"{model.__name__}Factory")()
    person = factories.UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**{f"{stem}_by": person, f"{stem}_at": None})
