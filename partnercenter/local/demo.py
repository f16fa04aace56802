"""`manage.py demo`: the whole portal on this machine, from nothing to a page that can be opened."""

import fcntl
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from partnercenter.local import handles, services
from partnercenter.local.accounts_table import accounts_table
from partnercenter.local.paths import local_dir
from partnercenter.local.postgres import stop_postgres
from partnercenter.local.processes import Failed, Processes, Stopped
from partnercenter.local.redis import stop_redis
from partnercenter.local.secret import secret_of
from partnercenter.local.smtpsink import MailSink

_MANAGE = [sys.executable, "manage.py"]
_WEB = [sys.executable, "-m", "gunicorn", "partnercenter.wsgi", "--worker-class", "gthread"]
_WEB += ["--workers", "2", "--threads", "4", "--graceful-timeout", "3", "--no-control-socket"]
_CELERY = [sys.executable, "-m", "celery", "-A", "partnercenter"]
_WORKER = [*_CELERY, "worker", "-Q", "mail,default", "-c", "2", "--without-gossip", "--without-mingle"]
#: The worker's proof of life is due every few seconds; the first is asked for, so that nobody waits for it.
_CANARY = [*_CELERY, "call", "core.canary"]
_BEAT = [*_CELERY, "beat", "--pidfile="]


def main(arguments: list[str]) -> int:
    """Run the demo until it is stopped; `--reset` throws its data away instead."""
    local = local_dir()
    (local / "run").mkdir(parents=True, exist_ok=True)
    with (local / "run" / "demo.lock").open("w") as lock:
        if not _lock(lock):
            return _complain("The demo of this folder is running already; stop it first (Ctrl-C there).")
        if arguments == ["--reset"]:
            return reset(local)
        if arguments:
            return _complain("Usage: manage.py demo [--reset]")
        return run(local)


def reset(local: Path) -> int:
    """Throw away all data of the embedded servers, except that of the tests."""
    with handles.exclusive(local):
        if handles.living(local):
            return _complain("The embedded servers are in use; end what uses them first.")
        stop_postgres(local / "postgres")  # they run if what used them was killed
        stop_redis(local / "redis")
        for name in ("postgres", "redis", "mail", "logs"):
            shutil.rmtree(local / name, ignore_errors=True)
    _say("The demo's data is gone; the next `make demo` starts over.")
    return 0


def run(local: Path) -> int:
    """Start everything, say where it is, wait, and end everything."""
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return _complain(f"PORT must be a number from 1 to 65535, not {port!r}.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    demo = Demo(local, int(port), stop)
    try:
        demo.serve()
    except Stopped:
        return 0
    except Failed as reason:
        return _complain(f"\n{reason}")
    finally:
        demo.stop()
    return 0


class Demo:
    """One run of the demo."""

    def __init__(self, local: Path, port: int, stop: threading.Event) -> None:
        self.local = local
        self.port = port
        self.url = os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}"
        self.sink: MailSink | None = None
        self.processes = Processes(local, stop)

    def serve(self) -> None:
        """Start what is needed, in order, and watch it."""
        if not _is_free(self.port):
            raise Failed(f"Port {self.port} is taken; choose another one: make demo PORT={self.port + 1}")
        with _step("Starting PostgreSQL and Redis"):
            self.processes.environment = self._environment()
        with _step("Preparing the database"):
            self.processes.run("migrate", [*_MANAGE, "migrate", "--verbosity", "0"])
        with _step("Filling in the demo world"):
            accounts = json.loads(self.processes.run("seed_demo", [*_MANAGE, "seed_demo", "--json"]))
        with _step("Starting the portal, a worker and beat"):
            self.processes.start("worker", _WORKER)
            self.processes.start("beat", _BEAT)
            self.processes.start("web", [*_WEB, "--bind", f"127.0.0.1:{self.port}"])
            self.processes.run("canary", _CANARY)
            self._wait_until_ready()
        mail = f" · mail: {self.sink.inbox_url}" if self.sink else ""
        _say(f"\nPortal ready: {self.url}{mail}\n\n{accounts_table(accounts)}\n\nCtrl-C ends it.")
        while True:
            self.processes.watch(0.5)

    def stop(self) -> None:
        """End every process; the data stays."""
        _say("\nStopping.")
        self.processes.stop()
        if self.sink:
            self.sink.stop()
            (self.local / "run" / "sink.json").unlink(missing_ok=True)
        services.release(self.local, os.getpid())
        _say("Everything has ended; the data is kept (make demo-reset starts over).")

    def _environment(self) -> dict[str, str]:
        """What the portal's processes are told: the same variables as in production."""
        known = {name: os.environ[name] for name in services.NOWHERE if os.environ.get(name)}
        if "EMAIL_URL" not in known:
            self.sink = _sink(self.local, self.port)
            known["EMAIL_URL"] = self.sink.email_url
        urls = services.start(self.local, durable=True, known=known)
        defaults = {
            "SITE_URL": self.url,
            "SECRET_KEY": secret_of(self.local),
            "SUPPORT_EMAIL": "support@portal.example",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "ALLOW_HTTP": "true",
            "HASHED_STATIC": "false",  # files are served as they are, so that editing one shows at once
            "MFA_REQUIRED_FOR": "",  # whoever reads the table is in at once
            "PYTHONUNBUFFERED": "1",
        }
        return defaults | {name: value for name, value in os.environ.items() if value} | urls

    def _wait_until_ready(self) -> None:
        """Until web, worker and beat have all been seen; a portal without /readyz is asked if it lives."""
        paths = ["/readyz", "/healthz"]
        deadline = time.monotonic() + 90
        status = 0
        while status != 200:
            self.processes.watch(0.3)
            if time.monotonic() > deadline:
                raise Failed(f"The portal does not become ready: {paths[0]} answers {status or 'nothing'}.")
            status = _status(f"http://127.0.0.1:{self.port}{paths[0]}")
            if status == 404 and len(paths) > 1:
                paths.pop(0)


def _sink(local: Path, port: int) -> MailSink:
    """The mail sink; its page beside the portal's port if that is free: 8000 → 8025."""
    page = port + 25
    sink = MailSink(local / "mail", http_port=page if page < 65536 and _is_free(page) else 0)
    sink.start()
    sink.announce(local / "run" / "sink.json")
    return sink


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 our own address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def _step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    start = time.monotonic()
    _say(f"{text} …", end=" ")
    yield
    _say(f"{time.monotonic() - start:.1f} s")


def _say(text: str, end: str = "\n") -> None:
    """Print; a terminal that has been closed must not keep the demo from ending its processes."""
    with suppress(OSError):
        print(text, end=end, flush=True)


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _complain(sentence: str) -> int:
    with suppress(OSError):
        print(sentence, file=sys.stderr)
    return 1
