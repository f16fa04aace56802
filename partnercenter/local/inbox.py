"""The page that shows what the mail sink received: a list, and each mail's text, HTML and source."""

import html
import re
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from typing_extensions import override

if TYPE_CHECKING:
    from partnercenter.local.smtpsink import MailFolder, StoredMail

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Demo mail</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/inbox.css">
<script src="/inbox.js" defer></script></head>
<body data-count="{count}"><header><a href="/">Demo mail</a> <span>{count_text}</span></header>
<main><h1>{title}</h1>
{body}</main></body></html>
"""
_EMPTY = (
    "<p>Nothing has arrived yet. Mails of the demo appear here by themselves; none leaves this machine.</p>"
)
_TABLE = """<div class="scroll"><table><thead><tr><th scope="col">Subject</th><th scope="col">To</th>
<th scope="col">From</th><th scope="col">Arrived</th></tr></thead><tbody>
{rows}</tbody></table></div>"""
_ROW = (
    '<tr><td><a href="/mail/{name}">{subject}</a></td><td>{to}</td><td>{sender}</td><td>{arrived}</td></tr>\n'
)
_MAIL = """<dl><dt>From</dt><dd>{sender}</dd><dt>To</dt><dd>{to}</dd><dt>Date</dt><dd>{date}</dd></dl>
<h2>Text</h2>
<pre class="text">{text}</pre>
{html_part}<details><summary>All headers</summary><pre>{headers}</pre></details>
<p><a href="/mail/{name}/source">Raw source</a></p>
"""
_FRAME = """<h2>HTML</h2>
<iframe title="HTML version of the mail" src="/mail/{name}/html"
 sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
"""
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")

#: The pages load nothing from elsewhere and hand no address on; a mail's HTML can do nothing but be read.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
)
_MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)


class InboxServer(ThreadingHTTPServer):
    """Serves one folder of mails on 127.0.0.1."""

    daemon_threads = True

    def __init__(self, folder: "MailFolder", port: int) -> None:
        self.folder = folder
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server_version = "inbox"
    sys_version = ""

    def do_GET(self) -> None:
        """Every address is read-only."""
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in {"127.0.0.1", "localhost"}:  # another site's page pointing its name at this machine
            return self._send("Ask for 127.0.0.1.", "text/plain", status=HTTPStatus.FORBIDDEN)
        folder = cast(InboxServer, self.server).folder
        path = urlsplit(self.path).path
        if path in {"/inbox.css", "/inbox.js"}:
            kind = "text/css" if path.endswith("css") else "text/javascript"
            return self._send(resources.files("partnercenter.local").joinpath(path[1:]).read_text(), kind)
        if path == "/":
            return self._send(list_page(folder), "text/html")
        if path == "/count":
            return self._send(str(len(folder.names())), "text/plain")
        match = re.fullmatch(r"/mail/([0-9-]+)(/html|/source)?", path)
        mail = folder.get(match[1]) if match else None
        if match is None or mail is None:
            body = _page("Not found", '<p><a href="/">All mails</a></p>', folder)
            return self._send(body, "text/html", status=HTTPStatus.NOT_FOUND)
        if match[2] == "/source":
            return self._send(mail.raw.decode("utf-8", "replace"), "text/plain")
        if match[2] == "/html":
            return self._send(html_part(mail.message) or "", "text/html", policy=_MAIL_POLICY)
        return self._send(mail_page(mail, folder), "text/html")

    def _send(self, body: str, kind: str, *, status: int = HTTPStatus.OK, policy: str = _POLICY) -> None:
        content = body.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(content)),
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the demo."""


def list_page(folder: "MailFolder") -> str:
    """The newest mails, newest first."""
    rows = "".join(
        _ROW.format(name=mail.name, arrived=_time(mail), **_summary(mail.message)) for mail in folder.newest()
    )
    return _page("Mails that arrived", _TABLE.format(rows=rows) if rows else _EMPTY, folder)


def mail_page(mail: "StoredMail", folder: "MailFolder") -> str:
    """One mail: who, when, its text with live links, its HTML in a sandbox."""
    message = mail.message
    summary = _summary(message)
    body = _MAIL.format(
        name=mail.name,
        text=linked(_content(message, "plain") or "(no text part)"),
        html_part=_FRAME.format(name=mail.name) if html_part(message) else "",
        headers=html.escape("\n".join(f"{name}: {value}" for name, value in message.items())),
        **summary,
    )
    return _page(summary["subject"], body, folder, escaped=True)


def html_part(message: EmailMessage) -> str | None:
    """The HTML version; its links open in a tab of their own, for a sandbox cannot follow them."""
    content = _content(message, "html")
    return None if content is None else f'<base target="_blank">{content}'


def linked(text: str) -> str:
    """Escaped text whose addresses can be clicked."""
    parts, end = [], 0
    for match in _LINK.finditer(text):
        address = html.escape(match[0])
        parts += [
            html.escape(text[end : match.start()]),
            f'<a href="{address}" rel="noreferrer">{address}</a>',
        ]
        end = match.end()
    return "".join(parts) + html.escape(text[end:])


def _page(title: str, body: str, folder: "MailFolder", *, escaped: bool = False) -> str:
    count = len(folder.names())
    text = "1 mail" if count == 1 else f"{count} mails"
    title = title if escaped else html.escape(title)
    return _PAGE.format(title=title, body=body, count=count, count_text=text)


def _content(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return None
    try:
        return str(part.get_content())
    except (LookupError, KeyError):  # an unknown charset
        return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]


def _summary(message: EmailMessage) -> dict[str, str]:
    values = {
        "subject": message["Subject"] or "(no subject)",
        "to": message["To"],
        "sender": message["From"],
        "date": message["Date"],
    }
    return {name: html.escape(str(value or "")) for name, value in values.items()}


def _time(mail: "StoredMail") -> str:
    return mail.arrived.strftime("%Y-%m-%d %H:%M:%S")
