"""Log lines: JSON, with who and where, and never a personal link."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.test import Client

from invitations import tokens
from partnercenter.core import logs
from tests.world import World

TOKEN = "q7Zr0mK-2_vB9cX1yT4wE8sD6fG3hJ5kL0pA2oI7uN1M"  # a made-up one


def _line(message: str, *args: object, **extra: object) -> dict[str, object]:
    record = logging.getLogger("portal.test").makeRecord(
        "portal.test", logging.WARNING, __file__, 1, message, args, extra.pop("exc_info", None), extra=extra
    )
    logs.RequestFilter().filter(record)
    return json.loads(logs.JSONFormatter().format(record))


def test_a_line_says_who_and_where() -> None:
    logs.bind(request_id="5f0e", tenant="contoso")
    logs.bind(user="42")
    line = _line("saved %s", "x", ms=12.5)
    assert line["message"] == "saved x"
    assert (line["request_id"], line["tenant"], line["user"], line["ms"]) == ("5f0e", "contoso", "42", 12.5)
    assert (line["level"], line["logger"]) == ("warning", "portal.test")
    logs.clear()
    assert "tenant" not in _line("later")
    assert logs.request_id() == ""


@pytest.mark.situation("C-084")
@pytest.mark.parametrize(
    "text",
    [
        f"GET /i/{TOKEN}/ 404",
        f"https://portal.example/i/{TOKEN}/?x=1",
        f"Not Found: /accounts/password/reset/key/{TOKEN}/",
        f"two: /i/{TOKEN}/ and /i/{TOKEN}/",
    ],
)
def test_a_personal_link_is_masked(text: str) -> None:
    assert TOKEN not in logs.mask(text)
    assert TOKEN[:8] not in logs.mask(text)
    assert "…" in logs.mask(text)


@pytest.mark.situation("C-084")
def test_links_are_masked_everywhere_in_a_line() -> None:
    """In the message, in an extra, and in what a traceback quotes."""
    try:
        int(f"no such link: /i/{TOKEN}/")
    except ValueError:
        line = _line("lost /i/%s/", TOKEN, path=f"/i/{TOKEN}/", exc_info=sys.exc_info())
    assert TOKEN not in json.dumps(line)
    assert "ValueError" in str(line["exception"])


def test_other_words_stay() -> None:
    for text in ("GET /t/contoso/invitations/ 200", "keyword", "/i/", "monkey/abc", "/indirect-resellers/"):
        assert logs.mask(text) == text


def test_line_breaks_make_no_second_line() -> None:
    """Log injection: whatever a name holds, one record is one line."""
    record = logging.makeLogRecord(
        {"msg": "joined: %s", "args": ('x"\n{"level": "error"}',), "levelname": "INFO"}
    )
    assert "\n" not in logs.JSONFormatter().format(record)


@pytest.mark.situation("C-084")
def test_a_request_with_a_link_leaves_no_trace(
    contoso: World, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    token = tokens.new_token(contoso.invitation)
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(logs.JSONFormatter())
    for path in (f"/i/{token}/", f"/i/{token}/no-such-page", f"/i/{'x' * 43}/"):
        response = client.get(path)
        assert response.headers["X-Request-ID"]
    assert "/i/…" in caplog.text
    assert token not in caplog.text
