"""JSON log lines that say which request, organisation and person; a personal link never reaches them."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_context: ContextVar[dict[str, str] | None] = ContextVar("log_context", default=None)
_LINK = re.compile(r"(/i/|/key/)[A-Za-z0-9_-]{8,}")
_RESERVED = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request"}


def bind(**values: str) -> None:
    """Add names to every line of this request or task."""
    _context.set((_context.get() or {}) | values)


def clear() -> None:
    _context.set(None)


def request_id() -> str:
    return (_context.get() or {}).get("request_id", "")


def mask(text: str) -> str:
    """The text without personal links (situation C-084)."""
    return _LINK.sub(r"\1…", text)


class RequestFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        for name, value in (_context.get() or {}).items():
            setattr(record, name, value)
        return True


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        extra = {
            k: v
            for k, v in record.__dict__.items()
            if k not in _RESERVED and isinstance(v, str | int | float)
        }
        line.update({k: mask(v) if isinstance(v, str) else v for k, v in extra.items()})
        if record.exc_info:
            line["exception"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
