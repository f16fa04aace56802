# ruff: noqa: N802  aiosmtpd calls handlers by the verbs' names
"""A real SMTP peer with scripted replies: it records what it got, refuses, drops the line or says nothing."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

DROP, SILENCE, DROP_AFTERWARDS = "drop", "silence", "drop afterwards"


@dataclass(frozen=True)
class Received:
    """One accepted message, as it came over the wire."""

    sender: str
    to: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def id(self) -> str:
        return self.message["Message-ID"]


@dataclass
class Script:
    """Replies by step; a callable is given the envelope. None: accept. DROP ends the connection, SILENCE answers never,
    DROP_AFTERWARDS takes the message and ends the connection instead of saying so."""

    mail: Any = None
    rcpt: Any = None
    data: Any = None

    def reply(self, step: str, envelope: Envelope) -> str | None:
        given = getattr(self, step)
        return given(envelope) if callable(given) else given


@dataclass
class Peer:
    """The server; `received` holds what it accepted, `seen` counts the steps it was asked."""

    script: Script = field(default_factory=Script)
    received: list[Received] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    delay: float = 0.0  # seconds before it accepts a message
    password: str = ""
    port: int = 0

    # ------------------------------------------------------------------ what aiosmtpd calls
    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return await self._answer("mail", server, envelope) or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        answer = await self._answer("rcpt", server, envelope)
        if answer:
            envelope.rcpt_tos.remove(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = await self._answer("data", server, envelope)
        if reply not in (None, DROP_AFTERWARDS):
            return reply
        await asyncio.sleep(self.delay)
        content = envelope.original_content or b""
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), content))
        if reply == DROP_AFTERWARDS:
            server.transport.abort()
        return "250 2.0.0 OK"

    async def _answer(self, step: str, server: SMTP, envelope: Envelope) -> str | None:
        self.seen[step] += 1
        reply = self.script.reply(step, envelope)
        if reply == DROP:
            server.transport.abort()
            return "451 dropped"
        if reply == SILENCE:
            await asyncio.sleep(3600)
        return reply

    # ------------------------------------------------------------------ for tests
    def script_with(self, **replies: Any) -> None:
        self.script = Script(**replies)

    def wait_for(self, count: int, seconds: float = 20) -> None:
        wait_until(
            lambda: len(self.received) >= count, seconds, lambda: f"{len(self.received)} of {count} mails"
        )

    @property
    def addresses(self) -> list[str]:
        return [mail.to[0] for mail in self.received]

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == self.password.encode(), handled=False)


class Controller(UnthreadedController):
    """Remembers its conversations, to end those that are left."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conversations: list[SMTP] = []

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # of a password over a line in the clear: it does not leave this machine
            self.conversations.append(super().factory())
        return self.conversations[-1]


class Server:
    """Runs a peer on a port of 127.0.0.1; it can be stopped and started again on the same port."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer

    def start(self) -> None:
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's, a line for every step
        loop = asyncio.new_event_loop()
        options: dict[str, Any] = {"loop": loop, "decode_data": False}
        if self.peer.password:
            options |= {
                "authenticator": self.peer._authenticate,
                "auth_require_tls": False,
                "auth_required": True,
            }
        self._loop = loop
        self._controller = Controller(self.peer, "127.0.0.1", self.peer.port, **options)
        listening = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[listening], daemon=True)
        self._thread.start()
        assert listening.wait(10), "the mail server does not start"
        self.peer.port = self._controller.server.sockets[0].getsockname()[1]

    def _run(self, listening: threading.Event) -> None:
        """In a thread from its first moment: a browser's event loop may be running in the test's own."""
        self._controller.begin()
        listening.set()
        self._loop.run_forever()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _close(self) -> None:
        self._controller.server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for conversation in self._controller.conversations:
            if conversation.transport is not None:
                conversation.transport.abort()
        await asyncio.sleep(0.01)


def wait_until(
    done: Callable[[], bool], seconds: float, what: Callable[[], str] | str = "it did not happen"
) -> None:
    """Poll, gently; fails with `what`."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(what() if callable(what) else what)
        time.sleep(0.05)


def serve(**options: Any) -> Iterator[Peer]:
    """A running peer, for a fixture to `yield from`; `peer.server` stops and starts it."""
    peer = Peer(**options)
    server = Server(peer)
    server.start()
    peer.server = server
    yield peer
    if server._loop.is_running():
        server.stop()
