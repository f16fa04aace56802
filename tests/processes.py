"""Real processes around the test's database: Celery workers and beat with a Redis of their own, to be hurt as needed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import redis
from django.conf import settings

from partnercenter.local.paths import drop_socket_dir
from partnercenter.local.redis import ensure_redis, stop_redis
from tests.live import database_url

# Started through this, a process dies with the test run, however that ends (Linux knows how; elsewhere it stays).
MORTAL = """
import contextlib, ctypes, os, sys
with contextlib.suppress(OSError, AttributeError):
    ctypes.CDLL(None).prctl(1, 9)
os.execv(sys.argv[1], sys.argv[1:])
"""
CELERY = [sys.executable, "-m", "celery", "-A", "partnercenter"]


class RedisServer:
    """A Redis of this test's own: it may be stopped, silenced and emptied without disturbing anybody."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-redis-")) / "redis"
        self.url = ensure_redis(self.folder)

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=5)

    @property
    def pid(self) -> int:
        return int((self.folder / "redis.pid").read_text())

    def empty(self) -> None:
        self.client.flushall()

    def silence(self) -> None:
        """It takes connections and answers nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def start(self) -> None:
        ensure_redis(self.folder)

    def stop(self) -> None:
        stop_redis(self.folder)

    def remove(self) -> None:
        with suppress(OSError, ValueError):
            self.wake()
        self.stop()
        drop_socket_dir(self.folder)
        shutil.rmtree(self.folder.parent, ignore_errors=True)


def environment(redis_url: str, smtp_port: int, **more: str) -> dict[str, str]:
    """What the portal's processes are told: everything from the environment, as in production."""
    return os.environ | {
        "DATABASE_URL": database_url(),
        "DATABASE_OWNER_URL": database_url("owner"),
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": settings.SITE_URL,
        "ALLOW_HTTP": "true",
        "DEFAULT_FROM_EMAIL": settings.DEFAULT_FROM_EMAIL,
        "MAIL_LEASE_SECONDS": "2",
        "MAIL_PAUSE_SECONDS": "1",
        **more,
    }


class Process:
    """One started program with its children; its log is a file."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], folder: Path) -> None:
        self.log = folder / f"{name}.log"
        self._out = folder / f"{name}.out"
        with self.log.open("ab") as log, self._out.open("ab") as out:
            self.popen = subprocess.Popen(
                [sys.executable, "-c", MORTAL, *command], cwd=settings.BASE_DIR, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self.popen.poll() is None

    def children(self) -> list[int]:
        with suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(self.popen.pid).children(recursive=True)]
        return []

    def kill(self) -> None:
        """The main process alone, as the kernel does it: its children notice by themselves."""
        self.popen.kill()
        self.popen.wait()

    def end(self) -> None:
        """At once, children included."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def lines(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()

    def strange_lines(self) -> list[str]:
        """Of the log: those that are not JSON."""
        return [line for line in self.lines() if line and not line.startswith('{"at": ')]


class Portal:
    """Workers and beats against one Redis and one mail server."""

    def __init__(self, server: RedisServer, smtp_port: int, **more: str) -> None:
        self.redis = server
        self.folder = Path(tempfile.mkdtemp(prefix="portal-faults-"))
        self.env = environment(server.url, smtp_port, **more)
        self.all: list[Process] = []

    def worker(self, *, children: int = 2) -> Process:
        options = ["-Q", "mail,default", "-c", str(children), "--without-gossip", "--without-mingle"]
        options += ["-n", f"w{len(self.all)}@test"]
        return self._start("worker", [*CELERY, "worker", *options])

    def beat(self) -> Process:
        return self._start("beat", [*CELERY, "beat", "--pidfile="])

    def _start(self, name: str, command: list[str]) -> Process:
        self.all.append(Process(f"{name}-{len(self.all)}", command, self.env, self.folder))
        return self.all[-1]

    def drain(self) -> None:
        """A drain by hand, as beat asks for it."""
        script = "from partnercenter.core.tasks import drain_mail; drain_mail.apply_async(expires=30)"
        command = [sys.executable, "-c", f"import django; django.setup(); {script}"]
        env = self.env | {"DJANGO_SETTINGS_MODULE": "partnercenter.settings"}
        subprocess.run(command, env=env, cwd=settings.BASE_DIR, check=True)

    def end(self) -> None:
        for process in self.all:
            process.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tail(self) -> str:
        """For a failure's message."""
        return "\n".join(
            f"{process.log.name}: {line}" for process in self.all for line in process.lines()[-8:]
        )


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    try:
        yield server
    finally:
        server.remove()


@contextmanager
def portal(server: RedisServer, smtp_port: int, **more: str) -> Iterator[Portal]:
    made = Portal(server, smtp_port, **more)
    try:
        yield made
    finally:
        made.end()
