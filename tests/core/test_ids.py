"""Public ids: what stands in URLs."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from partnercenter.core.ids import ALPHABET, LENGTH, new_public_id
from tests import factories


def test_eighty_random_bits() -> None:
    ids = {new_public_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert all(len(one) == LENGTH and set(one) <= set(ALPHABET) for one in ids)
    assert len(ALPHABET) ** LENGTH == 2**80
    used = {letter for one in ids for letter in one}
    assert used == set(ALPHABET), "every letter is used"


def test_every_row_has_its_own(db: None) -> None:
    one, other = factories.PartnershipFactory(), factories.PartnershipFactory()
    assert one.public_id != other.public_id


def test_addresses_take_them_and_nothing_else() -> None:
    kwargs = {"tenant_slug": "contoso", "public_id": new_public_id()}
    path = reverse("relationships:reseller-detail", kwargs=kwargs)
    assert resolve(path).kwargs == kwargs
    for wrong in (
        "1",
        "42",
        "K3V7M2Q9X4A6B5CZ",
        "k3v7m2q9x4a6b5c1",
        "k3v7m2q4x4a6b5czz",
        "%00",
        "..",
        "k3v7'--",
    ):
        with pytest.raises(Resolver404):
            resolve(f"/t/contoso/indirect-resellers/{wrong}/")
        with pytest.raises(NoReverseMatch):
            reverse("relationships:reseller-detail", kwargs={"tenant_slug": "contoso", "public_id": wrong})
