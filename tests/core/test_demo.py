"""The demo: it gets ready by itself, says what went wrong, and leaves no process behind."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from partnercenter.local import handles
from partnercenter.local.processes import Failed, Processes, Stopped

ROOT = Path(__file__).resolve().parents[2]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def local() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="portal-"))
    (path / "run").mkdir()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def processes(local: Path) -> Iterator[Processes]:
    processes = Processes(local, threading.Event(), patience=0.3)
    processes.environment = dict(os.environ)
    yield processes
    processes.stop()


def wait_for(condition, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def start_stubborn(processes: Processes, local: Path) -> set[int]:
    """A process that ignores the request to end, and its child."""
    processes.start("stubborn", [sys.executable, "-c", STUBBORN])
    log = local / "logs" / "stubborn.log"
    wait_for(lambda: log.read_text().endswith("\n"))
    return {int(log.read_text()), *json.loads((local / "run/processes.json").read_text())}


def test_stopping_ends_stubborn_processes_and_their_children(processes: Processes, local: Path) -> None:
    pids = start_stubborn(processes, local)
    assert len(pids) == 2
    processes.stop()
    wait_for(lambda: not any(handles.alive(pid) for pid in pids))


def test_what_a_killed_demo_left_is_ended_by_the_next(processes: Processes, local: Path) -> None:
    pids = start_stubborn(processes, local)
    threading.Thread(target=lambda: [p.wait() for p in processes._running.values()], daemon=True).start()
    Processes(local, threading.Event(), patience=0.3)
    wait_for(lambda: not any(handles.alive(pid) for pid in pids))


def test_a_process_that_dies_is_named_with_its_last_words(processes: Processes) -> None:
    processes.start("steady", [sys.executable, "-c", "import time; time.sleep(600)"])
    processes.start("worker", [sys.executable, "-c", "import sys; sys.exit('no broker in sight')"])
    with pytest.raises(Failed, match=r"(?s)worker ended with code 1.*no broker in sight"):
        processes.run("step", [sys.executable, "-c", "import time; time.sleep(600)"])


def test_a_step_gives_back_its_answer_without_its_log(processes: Processes) -> None:
    script = "import sys; print('answer'); print('noise', file=sys.stderr)"
    assert processes.run("step", [sys.executable, "-c", script]) == "answer\n"
    with pytest.raises(Failed, match=r"(?s)step ended with code 3.*noise"):
        processes.run("step", [sys.executable, "-c", script + "; sys.exit(3)"])


def test_a_step_is_left_when_the_demo_is_to_end(processes: Processes) -> None:
    threading.Timer(0.2, processes._stop.set).start()
    with pytest.raises(Stopped):
        processes.run("step", [sys.executable, "-c", "import time; time.sleep(600)"])


def environment(local: Path, **more: str) -> dict[str, str]:
    """What a person's shell has: nothing of the tests' servers."""
    ours = re.compile(r"PYTEST|PORTAL|DJANGO|.*_URL$|SECRET_KEY|DEBUG|PORT$|COV_|COVERAGE")
    kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
    return kept | {"PORTAL_LOCAL_DIR": str(local)} | more


def demo(local: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "demo", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(local, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("port", ["http", "70000"])
def test_a_port_that_is_none_is_refused_in_one_sentence(local: Path, port: str) -> None:
    done = demo(local, PORT=port)
    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number from 1 to 65535, not '{port}'.\n"


def test_a_port_that_is_taken_is_said_in_one_sentence(local: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo(local, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is taken; choose another one: make demo PORT={port + 1}"
    assert not (local / "postgres").exists()


def test_reset_throws_the_data_away_but_not_the_tests(local: Path) -> None:
    for name in ("postgres", "redis", "mail", "logs", "test"):
        (local / name).mkdir()
    assert demo(local, "--reset").returncode == 0
    assert {path.name for path in local.iterdir()} == {"run", "test"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def demos(local: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The demos a test has started; those that a failure left running are ended."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for running in started:
        running.terminate()
        running.wait(timeout=40)


def run_until_ready(
    demos: list[subprocess.Popen[bytes]], local: Path, port: int
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the demo as a person does; what it said by the time it is ready."""
    output = local / "output.txt"
    with output.open("w") as file:
        running = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment(local, PORT=str(port)),
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    demos.append(running)
    wait_for(lambda: "Ctrl-C ends it." in output.read_text() or running.poll() is not None, 150)
    assert running.poll() is None, output.read_text()
    return running, output.read_text()


def assert_serves(said: str, port: int) -> None:
    assert f"Portal ready: http://127.0.0.1:{port} · mail: http://127.0.0.1:" in said
    inbox = said.partition("mail: ")[2].split()[0]
    for address in (f"http://127.0.0.1:{port}/healthz", f"http://127.0.0.1:{port}/readyz", inbox):
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            assert answer.status == 200


def assert_opens(said: str, port: int) -> None:
    """Whoever reads the table signs in, and stands in the organisation."""
    email, password = re.search(r"(\S+@contoso\.example)\s+(\S+)", said).groups()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://127.0.0.1:{port}/accounts/login/"
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.open(address).read().decode())[1]
    sent = {"login": email, "password": password, "csrfmiddlewaretoken": token}
    answer = browser.open(address, urllib.parse.urlencode(sent).encode())
    assert answer.url == f"http://127.0.0.1:{port}/t/contoso/"


def stop(running: subprocess.Popen[bytes], number: signal.Signals, local: Path) -> None:
    """Ask it to end, and look for what is left of it."""
    family = psutil.Process(running.pid).children(recursive=True)
    assert len(family) >= 6
    running.send_signal(number)
    assert running.wait(timeout=40) == 0
    assert "Everything has ended" in (local / "output.txt").read_text()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    commands = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    assert not [command for command in commands if str(local) in command]


@pytest.mark.slow
def test_the_demo_gets_ready_keeps_its_data_and_leaves_nothing_behind(
    local: Path, demos: list[subprocess.Popen[bytes]]
) -> None:
    port = free_port()
    running, first = run_until_ready(demos, local, port)
    assert_serves(first, port)
    assert_opens(first, port)
    secret = (local / "secret_key").read_text()
    stop(running, signal.SIGINT, local)

    running, second = run_until_ready(demos, local, port)
    assert_serves(second, port)
    table = first.partition("Organisation")[2]
    assert re.search(r"\S+@\S+", table), "the accounts are not printed"
    assert second.partition("Organisation")[2] == table
    assert (local / "secret_key").read_text() == secret
    stop(running, signal.SIGTERM, local)
