"""How names are compared, sorted and found by their beginning."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Tenant
from partnercenter.core.text import prefix_range, search_key
from tests import factories

# PostgreSQL keeps no NUL, and UTF-8 no lone surrogates.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Contoso", "contoso"),
        ("  Contoso \t Korea\n", "contoso korea"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        (unicodedata.normalize("NFD", "관리자"), "관리자"),
        ("ÉCOLE", "école"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_keys(typed: str, key: str) -> None:
    assert search_key(typed) == key


@given(TEXT)
def test_a_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(TEXT, TEXT)
def test_a_range_holds_what_begins_so_and_nothing_else(start: str, other: str) -> None:
    low, high = prefix_range(start)
    assert low <= start + other < high or other.startswith("\U0010ffff")
    if not other.startswith(start):
        assert not low <= other < high


def test_postgresql_compares_as_python_does(db: None) -> None:
    """The "C" collation: bounds of a prefix hold in the database too."""
    names = ["가나 상사", "가나다", "가", "Contoso", "contoso korea", "Ã", "z", "\U0001f600"]
    for name in names:
        factories.TenantFactory(name=name)
    for start in ("가나", "contoso", "z", "\U0001f600"):
        low, high = prefix_range(search_key(start))
        found = Tenant.objects.filter(name_key__gte=low, name_key__lt=high).values_list("name", flat=True)
        assert set(found) == {name for name in names if search_key(name).startswith(start)}
