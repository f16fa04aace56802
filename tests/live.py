"""The portal as people meet it: a web process, a Celery worker, beat and a mail server, around the test's database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from django.conf import settings
from django.db import connections

from partnercenter.local.smtpsink import MailSink

BIN = Path(sys.executable).parent
PATIENCE = 30.0  # seconds until a process has started or a mail has arrived


def database_url(alias: str = "default") -> str:
    """The URL of the test's own database, for another process."""
    config = connections[alias].settings_dict
    host = config["HOST"] or config["OPTIONS"].get("host", "")
    secret = f":{quote(config['PASSWORD'])}" if config["PASSWORD"] else ""
    if str(host).startswith("/"):
        return f"postgres://{config['USER']}{secret}@/{config['NAME']}?{urlencode({'host': host}, safe='/')}"
    return f"postgres://{config['USER']}{secret}@{host}:{config['PORT'] or 5432}/{config['NAME']}"


def redis_url() -> str:
    """A Redis database of this test worker's own, so that no other worker takes its messages."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    number = int(worker) % 15 + 1 if worker.isdigit() else 1
    url = settings.REDIS_URL
    return url.replace("db=0", f"db={number}") if "db=" in url else f"{url.rsplit('/', 1)[0]}/{number}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LivePortal:
    """`with LivePortal() as portal:` … `portal.url`, `portal.mail_to(address)`; everything ends at the end."""

    def __init__(self, *, workers: bool = True, **more: str) -> None:
        """`more`: variables of the environment."""
        self._more = more
        self.folder = Path(mkdtemp(prefix="portal-live-"))
        with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop runs in this thread
            self.sink = elsewhere.submit(MailSink, self.folder / "mail").result()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._workers = workers
        self._processes: list[subprocess.Popen[bytes]] = []

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": database_url(),
            "DATABASE_OWNER_URL": database_url("owner"),
            "REDIS_URL": redis_url(),
            "EMAIL_URL": self.sink.email_url,
            "SITE_URL": self.url,
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "ALLOW_HTTP": "true",
            "HASHED_STATIC": "false",
            "DATABASE_CONN_MAX_AGE": "0",
            "MFA_REQUIRED_FOR": "",  # as the demo: nobody has to set it up
            **self._more,
        }

    def __enter__(self) -> LivePortal:
        self.sink.start()
        web = ["gunicorn", "partnercenter.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
        self._start("web", *web, "--worker-class", "gthread", "--no-control-socket")
        if self._workers:
            worker = ["celery", "-A", "partnercenter", "worker", "-Q", "mail,default", "-c", "1"]
            self._start("worker", *worker, "--without-gossip", "--without-mingle")
            self._start("beat", "celery", "-A", "partnercenter", "beat", "--pidfile=")
        self._wait_for_web()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.sink.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, name: str, program: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    [str(BIN / program), *arguments],
                    cwd=settings.BASE_DIR,
                    env=self.environment(),
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def log(self, name: str) -> str:
        """What a process wrote: `web`, `worker` or `beat`."""
        return (self.folder / f"{name}.log").read_text()

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/healthz", timeout=1):  # noqa: S310  our own address
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"The web process does not answer:\n{self.log('web')[-2000:]}")

    def mail_to(self, address: str, *, containing: str = "", but_not: str = "") -> EmailMessage:
        """The newest mail to `address` whose text contains the one and not the other; waits for it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for mail in self.sink.folder.newest():
                message = mail.message
                text = text_of(message)
                if address in str(message["To"]) and containing in text and not (but_not and but_not in text):
                    return message
            time.sleep(0.1)
        worker = self.log("worker")[-3000:] if self._workers else ""
        raise AssertionError(f"No mail to {address} arrived.\n{worker}")


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""
