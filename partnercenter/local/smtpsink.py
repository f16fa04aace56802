"""A mail server that delivers to a folder, and a page that shows what arrived: for the demo and for tests."""

import asyncio
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple, cast

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session

from partnercenter.local.inbox import InboxServer

_NAME = re.compile(r"[0-9]{19}-[0-9]{4}")


class StoredMail(NamedTuple):
    """A mail of the folder: its name there, and what it says."""

    name: str
    raw: bytes

    @property
    def arrived(self) -> datetime:
        return datetime.fromtimestamp(int(self.name[:19]) / 1e9).astimezone()

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


class MailFolder:
    """Mails as `.eml` files; their names sort by arrival, so the folder is the whole state."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self._count = 0
        self._lock = threading.Lock()

    def add(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Keep a mail as it came, with the envelope in front."""
        with self._lock:
            self._count += 1
            name = f"{time.time_ns():019d}-{self._count % 10000:04d}"
        envelope = f"Return-Path: <{sender}>\r\n" + "".join(f"Delivered-To: {to}\r\n" for to in recipients)
        part = self.path / f"{name}.part"
        part.write_bytes(envelope.encode("utf-8", "surrogateescape") + content)
        part.rename(self.path / f"{name}.eml")
        return name

    def names(self) -> list[str]:
        """All names, newest first."""
        return sorted((path.stem for path in self.path.glob("*.eml")), reverse=True)

    def get(self, name: str) -> StoredMail | None:
        """The mail of that name."""
        path = self.path / f"{name}.eml"
        return StoredMail(name, path.read_bytes()) if _NAME.fullmatch(name) and path.exists() else None

    def newest(self, most: int = 200) -> list[StoredMail]:
        """The newest mails, newest first."""
        return [mail for mail in map(self.get, self.names()[:most]) if mail is not None]


class _Handler:
    """What aiosmtpd calls when a mail is complete."""

    def __init__(self, folder: MailFolder) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        name = self.folder.add(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        return f"250 OK, stored as {name}"


class MailSink:
    """Both servers on 127.0.0.1, in threads of this process. Port 0 means any free one."""

    def __init__(self, folder: Path, *, smtp_port: int = 0, http_port: int = 0) -> None:
        self.folder = MailFolder(folder)
        self._loop = asyncio.new_event_loop()
        handler = _Handler(self.folder)
        self._smtp = UnthreadedController(
            handler,
            "127.0.0.1",
            smtp_port,
            loop=self._loop,
            enable_SMTPUTF8=True,
            ident="partner portal, mail sink",
        )
        # In a thread: whoever makes a sink may have an event loop of its own running, as a driven browser has.
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(cast(Any, self._smtp).begin).result()
        self.smtp_port: int = cast(Any, self._smtp.server).sockets[0].getsockname()[1]
        self._http = InboxServer(self.folder, http_port)
        self.http_port: int = self._http.server_address[1]
        self._threads = [
            threading.Thread(target=self._loop.run_forever, name="smtp-sink", daemon=True),
            threading.Thread(target=self._http.serve_forever, args=[0.05], name="mail-inbox", daemon=True),
        ]

    @property
    def email_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp_port}"

    @property
    def inbox_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        for thread in self._threads:
            thread.join(timeout=5)
        self._loop.close()

    async def _close(self) -> None:
        server = cast(Any, self._smtp.server)
        server.close()
        await server.wait_closed()

    def announce(self, file: Path) -> None:
        """Tell other processes of this checkout where to send mail."""
        file.write_text(json.dumps({"smtp": self.smtp_port, "http": self.http_port}))
