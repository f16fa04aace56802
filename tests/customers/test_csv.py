"""A file as people's programs save it: encodings, delimiters, heads; and every fault of every row at once."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import translation

from accounts.models import Country
from customers.checking import Checked, check, standard_for
from customers.csv_reading import COLUMNS, MAX_ROWS, UnreadableFile, open_sheet
from customers.faults import SHOWN, Fault, FaultLog, faults_csv, file_sentence, template_csv, unpacked
from tests import factories as make

pytestmark = pytest.mark.situation("C-118")
HEAD = "name,domain,country,email,contact,reference"
LINE = "한빛소프트 주식회사,hanbit.example,KR,kim@hanbit.example,김민지,A-1"


@pytest.fixture
def look(db):
    """`look(text)`: the rows after the check, for a partner in Korea."""
    partner = make.TenantFactory(direct_bill=True, domain="own.example")

    def run(text: str | bytes) -> list[Checked]:
        content = text if isinstance(text, bytes) else text.encode()
        return list(check(open_sheet(content), standard_for(partner, Country.objects.all())))

    return run


def faults(rows: list[Checked]) -> list[tuple]:
    return [tuple(fault[:3]) for row in rows for fault in row.faults]


def one(look, **cells: str) -> Checked:
    """A row that is right but for these cells."""
    whole = {"name": "Hanbit", "domain": "hanbit.example", "country": "KR", "email": "kim@hanbit.example"}
    out = io.StringIO()
    csv.writer(out).writerows([list(COLUMNS), [(whole | cells).get(name, "") for name in COLUMNS]])
    return look(out.getvalue())[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "euc-kr"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings(look, encoding, end) -> None:
    rows = look(f"{HEAD}{end}{LINE}{end}".encode(encoding))
    assert rows[0].values.name == "한빛소프트 주식회사"
    assert rows[0].values.contact == "김민지"
    assert not rows[0].faults


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_delimiters(look, sign) -> None:
    assert look(f"{HEAD}\n{LINE}".replace(",", sign))[0].values.reference == "A-1"
    assert look(f"sep={sign}\r\n{HEAD}\r\n{LINE}".replace(",", sign))[0].values.domain == "hanbit.example"


def test_heads_in_any_order_in_both_languages(look) -> None:
    rows = look(
        "담당자,비고 2,이메일,국가,도메인,회사명\n김민지,x,kim@hanbit.example,대한민국,hanbit.example,한빛"
    )
    assert rows[0].values.country == "KR"
    assert (rows[0].values.name, rows[0].values.contact) == ("한빛", "김민지")
    assert look("Company Name;PRIMARY-DOMAIN;Country/Region;E-Mail\nHanbit;hanbit.example;Korea;a@b.example")[
        0
    ].values


def test_quotes_and_lines_within_them(look) -> None:
    rows = look(
        f'{HEAD}\n"Han, ""bit""\nSoft",hanbit.example,KR,kim@hanbit.example,,\n\n,,,,,\nB,b,KR,b@b.example'
    )
    assert rows[0].values.name == 'Han, "bit" Soft'
    assert [row.line for row in rows] == [2, 6]
    assert faults(rows[1:]) == [(6, "name", "no_name"), (6, "domain", "domain")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "spreadsheet"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"name,domain,country,email\nCaf\xe9,cafe.example,FR,a@cafe.example", "encoding"),
        (b"Dear all,\nplease find", "no_heads"),
        (b"name,domain\nA,a.example", "columns"),
        (b"name,company,domain,country,email\na,b,c,d,e", "twice"),
        (HEAD.encode(), "no_rows"),
        (f'{HEAD}\n"Hanbit,hanbit.example'.encode(), "quotes"),
        (f"{HEAD}\n".encode() + b"A,b.example,KR,c@b.example,,\n" * (MAX_ROWS + 1), "too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_table_is_said_in_a_sentence(content, code) -> None:
    with pytest.raises(UnreadableFile) as caught:
        open_sheet(content).count()
    assert caught.value.code == code
    sentence = file_sentence(code, caught.value.value, caught.value.line)
    assert sentence.endswith((".", "email", "find")) or ":" in sentence
    assert "%(" not in sentence


@pytest.mark.situation("C-004", "C-010")
@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"name": ""}, "missing"),
        ({"name": "x" * 201}, "long"),
        ({"name": "Han\x07bit"}, "invisible"),
        ({"name": "Han\u200bbit"}, "invisible"),
        ({"name": "GmbH"}, "no_name"),
        ({"name": '=HYPERLINK("http://x.example")'}, "formula"),
        ({"reference": "@SUM(A1:A9)"}, "formula"),
        ({"contact": "+cmd|' /C calc'!A0"}, "formula"),
        ({"domain": "https://hanbit.example/"}, "domain"),
        ({"domain": "han bit.example"}, "domain"),
        ({"domain": "hanbit"}, "domain"),
        ({"domain": "han\u200bbit.example"}, "invisible"),
        ({"domain": "OWN.example"}, "own"),
        ({"email": "kim at hanbit"}, "address"),
        ({"email": "김@hanbit.example"}, "letters"),
        ({"email": "kim@hanbit.example\u200d"}, "invisible"),
        ({"country": "Atlantis"}, "country"),
    ],
)
def test_faults_of_a_cell(look, cells, code) -> None:
    row = one(look, **cells)
    assert faults([row]) == [(2, next(iter(cells)), code)]
    assert row.values is None
    assert "%(" not in row.faults[0].sentence


@pytest.mark.rule("S004-21")
def test_a_country_of_another_region_is_refused(look) -> None:
    row = one(look, country="France")
    assert faults([row]) == [(2, "country", "region")]
    assert "Korea" in row.faults[0].sentence


@pytest.mark.situation("C-005", "C-006")
def test_look_alike_letters_are_a_warning(look) -> None:
    row = one(look, name="Cоntoso", domain="cоntoso.example")
    assert faults([row]) == [(2, "name", "alike"), (2, "domain", "alike")]
    assert row.values.domain == "xn--cntoso-0ye.example" or row.values.domain.startswith("xn--")
    assert "contoso.example" in row.faults[1].sentence
    assert not one(look, name="한빛 Soft", domain="한빛.example").faults


@pytest.mark.situation("C-010")
def test_text_that_only_begins_like_a_formula_is_text(look) -> None:
    row = one(look, name="'=Equal Co", contact="@Home", reference="+82 Ltd")
    assert (row.values.name, row.values.contact, row.values.reference) == ("=Equal Co", "@Home", "+82 Ltd")


def test_the_same_domain_twice_names_the_other_line(look) -> None:
    rows = look(f"{HEAD}\n{LINE}\n{LINE.replace('hanbit.example,KR', 'HANBIT.example.,KR')}")
    assert rows[0].values
    assert faults(rows) == [(3, "domain", "duplicate")]
    assert "line 2" in rows[1].faults[0].sentence


def test_all_faults_of_all_rows_at_once(look) -> None:
    rows = look(f"{HEAD}\n,x,Atlantis,y,,\n{LINE},,more\n=1,,KR,a@b.example,,")
    assert faults(rows) == [
        (2, "name", "missing"), (2, "domain", "domain"), (2, "country", "country"), (2, "email", "address"),
        (3, "", "cells"), (4, "name", "formula"), (4, "domain", "missing"),
    ]  # fmt: skip


def test_the_log_keeps_every_fault() -> None:
    log = FaultLog()
    log.add([Fault(n, "domain", "domain", "=x", "") for n in range(3 * SHOWN)])
    assert (log.count, len(log.first)) == (3 * SHOWN, SHOWN)
    packed = log.packed()
    assert [fault.line for fault in unpacked(packed)] == list(range(3 * SHOWN))
    assert list(unpacked(b"")) == []
    text = faults_csv(unpacked(packed)).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 3 * SHOWN + 1
    assert "'=x" in text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_template_is_a_table_of_ours_in_every_language(language: str) -> None:
    with translation.override(language):
        template = template_csv()
    sheet = open_sheet(template)
    assert tuple(sheet.positions) == COLUMNS
    with pytest.raises(UnreadableFile, match="no_rows"):
        sheet.count()
