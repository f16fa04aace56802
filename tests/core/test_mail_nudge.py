"""The nudge after a commit: whatever Redis does, nobody who queues a mail waits for it, and no mail is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from partnercenter.core import tenancy
from partnercenter.core.mail import delivery
from partnercenter.core.models import OutgoingMail
from tests.processes import RedisServer, environment, redis_server
from tests.smtp import wait_until

QUEUE = "partnercenter:mail"
# A process that queues a mail for every line it is given, and answers how long that took.
PROGRAM = """
import json, os, sys, time, django
django.setup()
from partnercenter.core import mail, tenancy

def queue(key):
    start = time.perf_counter()
    with tenancy.system(reason="test"):
        mail.enqueue(kind="test", key=key, to="a@mail.example", language="en", subject="s", text="t", tenant=None)
    return time.perf_counter() - start

queue("warm")
for line in sys.stdin:
    if line.startswith("fork"):
        child = os.fork()
        if child:
            print(json.dumps(os.waitpid(child, 0)[1]), flush=True)
            continue
        django.db.connections.close_all()
        queue(line.strip())
        time.sleep(1)
        os._exit(0)
    print(json.dumps(queue(line.strip())), flush=True)
"""


@pytest.fixture
def broker() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def ask(committed_db: None, broker: RedisServer) -> Iterator[Callable[[str], float]]:
    """`ask("key")` queues a mail in another process: seconds it took there."""
    env = environment(broker.url, 1, DJANGO_SETTINGS_MODULE="partnercenter.settings")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=env,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def write(line: str) -> float:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield write
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def waiting(broker: RedisServer) -> int:
    return int(broker.client.llen(QUEUE))


def keys() -> set[str]:
    with tenancy.system(reason="test"):
        return set(OutgoingMail.objects.values_list("key", flat=True))


def quickest(ask: Callable[[str], float], name: str) -> float:
    """Of five: the machine may be busy, but a request that waits for Redis waits every time."""
    return min(ask(f"{name}-{number}") for number in range(5))


@pytest.mark.situation("C-037", "C-039")
def test_redis_stopped_silent_or_emptied_slows_nobody_and_loses_nothing(ask, broker) -> None:
    fine = quickest(ask, "fine")
    wait_until(lambda: waiting(broker) > 0, 10, "no nudge arrived")
    broker.silence()
    silent = quickest(ask, "silent")
    broker.wake()
    broker.empty()
    broker.stop()
    refused = quickest(ask, "refused")
    broker.start()
    assert max(fine, silent, refused) < 0.05, (fine, silent, refused)
    expected = {f"{name}-{number}" for name in ("fine", "silent", "refused") for number in range(5)}
    assert keys() == expected | {"warm"}
    ask("afterwards")
    wait_until(lambda: waiting(broker) > 0, 30, "the nudge does not come back")


def test_a_fork_has_a_nudge_of_its_own(ask, broker) -> None:
    wait_until(lambda: waiting(broker) > 0, 10)
    time.sleep(0.3)
    broker.empty()
    assert ask("fork") == 0
    wait_until(lambda: waiting(broker) == 1, 5, "the child's nudge did not arrive")


def test_many_commits_share_a_nudge(ask, broker) -> None:
    for number in range(50):
        ask(str(number))
    wait_until(lambda: waiting(broker) > 0, 10)
    time.sleep(0.5)
    assert waiting(broker) <= 40
    assert len(keys()) == 51


def test_mail_goes_without_redis(queue, row, smtp) -> None:
    """Whoever drains needs the table alone."""
    mail = queue(1)
    assert delivery.drain() == 1
    assert row(mail).status == "sent"
