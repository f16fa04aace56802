"""The text of a mail again as HTML: escaped by the template, and nothing clickable but our own links (C-093)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RULE = "———"
OPEN = _("Open in Partner Center")


@dataclass(frozen=True)
class Piece:
    """Words, or (with `url`) a link of our own."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Lines of pieces; `button` is the mail's one primary link, under the paragraph that names it first."""

    lines: list[list[Piece]]
    is_list: bool = False
    is_rule: bool = False
    button: str = ""


def _own_links(secrets: Collection[str]) -> re.Pattern[str]:
    """Where a text may hold a partner's words only its secret link counts, else every link into the portal."""
    links = [secret for secret in sorted(secrets) if "://" in secret]  # a code is no link
    if links:
        return re.compile("|".join(re.escape(link) for link in links))
    return re.compile(re.escape(settings.SITE_URL) + r"/[\w/?=&%.~-]*[\w/]")


def _pieces(line: str, own: re.Pattern[str]) -> list[Piece]:
    pieces, end = [], 0
    for found in own.finditer(line):
        pieces += [Piece(line[end : found.start()]), Piece(found.group(), found.group())]
        end = found.end()
    return [piece for piece in [*pieces, Piece(line[end:])] if piece.text]


def paragraphs(text: str, secrets: Collection[str]) -> list[Paragraph]:
    """Blocks between blank lines; lines that all begin with "- " are a list."""
    own, found, has_button = _own_links(secrets), [], False
    for block in re.split(r"\n{2,}", text.strip()):
        lines = block.split("\n")
        is_list = all(line.startswith("- ") for line in lines)
        pieces = [_pieces(line[2:] if is_list else line, own) for line in lines]
        url = next((piece.url for line in pieces for piece in line if piece.url), "")
        found.append(Paragraph(pieces, is_list, block.strip() == RULE, "" if has_button else url))
        has_button = has_button or bool(url)
    return found


def render(
    *, subject: str, text: str, language: str, secrets: Collection[str], action: str | _StrPromise
) -> str:
    """The HTML part. `action` is what the primary link does, in words."""
    with translation.override(language):
        return render_to_string(
            "emails/base.html",
            {
                "subject": subject,
                "language": language,
                "paragraphs": paragraphs(text, secrets),
                "action": action or OPEN,
            },
        )
