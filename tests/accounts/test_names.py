from __future__ import annotations

import json
from pathlib import Path

from django.utils import translation

from accounts.models import Country, Region
from accounts.names import in_words

DATA = Path(__file__).parents[2] / "accounts" / "data"


def test_every_delivered_name_has_its_korean():
    regions = json.loads((DATA / "regions.json").read_text())
    delivered = {*regions, *(country["name"] for rows in regions.values() for country in rows)}
    assert set(json.loads((DATA / "names.ko.json").read_text())) == delivered


def test_a_country_and_its_region_read_as_the_reader_knows_them():
    korea = Country(code="KR", name="Korea, Republic of", region=Region(name="Korea, Republic of"))
    assert (str(korea), str(korea.region)) == ("Korea, Republic of", "Korea, Republic of")
    with translation.override("ko"):
        assert (str(korea), str(korea.region)) == ("대한민국", "대한민국")


def test_a_name_an_operator_wrote_stays():
    with translation.override("ko"):
        assert in_words("Atlantis") == "Atlantis"
