"""A CSV as people's programs save it: its encoding, its delimiter, its columns, its rows one after another."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from partnercenter.core.text import search_key

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000
COLUMNS = ("name", "domain", "country", "email", "contact", "reference")
REQUIRED = COLUMNS[:4]

# How people head the columns, in English and in Korean; compared without spaces, signs and case.
ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("name", "company", "company name", "customer", "customer name", "organisation", "organization",
             "이름", "회사", "회사명", "회사 이름", "고객", "고객명", "고객사", "상호", "조직"),
    "domain": ("domain", "domain name", "primary domain", "도메인", "도메인 이름", "기본 도메인"),
    "country": ("country", "country code", "country/region", "country or region", "국가", "국가 코드", "나라",
                "국가/지역"),
    "email": ("email", "e-mail", "mail", "email address", "e-mail address", "contact email", "contact e-mail",
              "전자 메일", "전자 메일 주소", "담당자 전자 메일", "이메일", "메일", "전자우편", "이메일 주소", "메일 주소",
              "담당자 이메일"),
    "contact": ("contact", "contact name", "contact person", "person", "담당자", "담당자명", "담당자 이름", "연락 담당자"),
    "reference": ("reference", "your reference", "customer number", "customer id", "account number", "number",
                  "참조", "참조 번호", "고객 번호", "관리 번호", "비고"),
}  # fmt: skip
_SIGNS = re.compile(r"[\W_]+")
_DELIMITERS = ",;\t"
_SIGNATURES = {
    b"PK\x03\x04": "spreadsheet",
    b"\xd0\xcf\x11\xe0": "spreadsheet",
    b"%PDF": "pdf",
    b"\x89PNG": "binary",
    b"\xff\xd8\xff": "binary",
    b"GIF8": "binary",
    b"\x1f\x8b": "binary",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the next one
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODING_NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp949": "CP949 (EUC-KR)",
}  # fmt: skip


class UnreadableFile(Exception):
    """No table of customers: `code` says why, `value` what was found, `line` where."""

    def __init__(self, code: str, value: str = "", line: int = 0) -> None:
        super().__init__(code)
        self.code, self.value, self.line = code, value, line


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on, its cells by column, and how many cells it has too many."""

    line: int
    cells: Mapping[str, str]
    surplus: int = 0


@dataclass(frozen=True)
class Sheet:
    """A file that is a table; `positions` says in which place each column stands."""

    content: bytes = field(repr=False)
    encoding: str
    delimiter: str
    positions: Mapping[str, int]
    width: int

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty. Raises UnreadableFile where the quotes do not close."""
        records = _records(self.content, self.encoding, self.delimiter)
        next(records)  # the heads
        for line, record in records:
            cells = {name: record[at] if at < len(record) else "" for name, at in self.positions.items()}
            surplus = sum(1 for cell in record[self.width :] if cell.strip())
            yield Row(line, cells, surplus)

    def count(self) -> int:
        """How many rows there are. Raises UnreadableFile: no_rows, too_many, quotes."""
        total = sum(1 for _record in _records(self.content, self.encoding, self.delimiter)) - 1
        if total < 1:
            raise UnreadableFile("no_rows")
        if total > MAX_ROWS:
            raise UnreadableFile("too_many", f"{total:,}")
        return total


def open_sheet(content: bytes) -> Sheet:
    """Finds out how the file is to be read. Raises UnreadableFile."""
    _require_text(content)
    encoding = _encoding_of(content)
    delimiter = max(_DELIMITERS, key=lambda sign: len(_positions(_heads(content, encoding, sign))))
    heads = _heads(content, encoding, delimiter)
    known = _positions(heads)
    if not known:
        raise UnreadableFile("no_heads", ", ".join(head.strip() for head in heads)[:120])
    if missing := [name for name in REQUIRED if name not in known]:
        raise UnreadableFile("columns", ",".join(missing))
    if twice := [name for name in known if sum(_column_of(head) == name for head in heads) > 1]:
        raise UnreadableFile("twice", ",".join(twice))
    return Sheet(content, encoding, delimiter, known, len(heads))


def records_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Any other table: its records, the heads first, each with the line it begins on. Raises UnreadableFile."""
    _require_text(content)
    encoding = _encoding_of(content)
    delimiter = max(_DELIMITERS, key=lambda sign: len(_heads(content, encoding, sign)))
    yield from _records(content, encoding, delimiter)


def _require_text(content: bytes) -> None:
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise UnreadableFile("empty")
    for signature, code in _SIGNATURES.items():
        if content.startswith(signature):
            raise UnreadableFile(code)


def _encoding_of(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _proven(content, name)
    if b"\x00" in content[:4096]:  # no text has it, but for UTF-16 without its mark
        head = content[:4096]
        halves = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[::2].count(0)}
        name = max(halves, key=lambda half: halves[half])
        if halves[name] < len(head) // 4:
            raise UnreadableFile("binary")
        return _proven(content, name)
    try:
        return _proven(content, "utf-8")
    except UnreadableFile:
        return _proven(content, "cp949")


def _proven(content: bytes, encoding: str) -> str:
    """The encoding, if the whole file can be read in it; piece by piece, so that memory stays bounded."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), 65_536):
            decoder.decode(content[start : start + 65_536])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableFile("encoding") from error
    return encoding


def _records(content: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records that hold anything, each with the line it begins on."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record) and not _is_hint(begins, record):
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        code = "binary" if "NUL" in str(error) else "quotes"
        raise UnreadableFile(code, line=begins) from error


def _is_hint(line: int, record: list[str]) -> bool:
    """Excel's own first line `sep=;`: no row."""
    return line == 1 and record[0].lower().startswith("sep=")


def _heads(content: bytes, encoding: str, delimiter: str) -> list[str]:
    for _line, record in _records(content, encoding, delimiter):
        return record
    raise UnreadableFile("empty")


def _plain(text: str) -> str:
    return _SIGNS.sub("", search_key(text))


_NAMES = {_plain(alias): column for column, aliases in ALIASES.items() for alias in aliases}


def _column_of(head: str) -> str:
    """The column that this head means; "" where it is none of ours."""
    return _NAMES.get(_plain(head), "")


def _positions(heads: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        if column := _column_of(head):
            found.setdefault(column, at)
    return found
