"""A sign-in beside the hash of its password; and what a flood of 200 sign-ins a second does to everybody else's pages."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from itertools import count
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.hashers import check_password, make_password
from django.test import Client

from accounts.models import User
from partnercenter.core import tenancy
from tests import factories as make
from tests.bench.stage import say
from tests.bench.table import Figure, against_floor, median, ms, p95, timed
from tests.live import LivePortal

PASSWORD = "correct horse battery staple"
ROUNDS = 20
RATE = 200  # sign-ins a second
SECONDS = 10.0
FLOODERS = 8  # threads
PAGE = "/programme/"


def measure() -> list[Figure]:
    say("sign-ins")
    with tenancy.system(reason="bench"):
        person = make.UserFactory()
        User.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
        person.refresh_from_db()
    return [_sign_in(person), *_flood(person)]


def _sign_in(person: User) -> Figure:
    def work() -> None:
        answer = Client().post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        assert answer.status_code == 302

    work()
    pairs = [(timed(work), timed(lambda: check_password(PASSWORD, person.password))) for _ in range(ROUNDS)]
    values, floors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return against_floor("sign-in, beside its hash", ROUNDS, values, floors, at_most=1.5)


def _flood(person: User) -> list[Figure]:
    """One address tries one account; the limit stands before the hash, so all but a few attempts cost next to nothing."""
    with LivePortal(workers=False) as portal:
        host = urlsplit(portal.url).netloc
        calm = _pages(host, SECONDS / 2)
        with Flood(host, person.email) as flood:
            time.sleep(1)
            values = _pages(host, SECONDS)
    rate = sum(flood.answers.values()) / flood.seconds
    refused = flood.answers[429] / max(1, sum(flood.answers.values()))
    return [
        Figure(
            "page while sign-ins are flooded", len(values), ms(median(values)), ms(p95(values)), ms(median(calm)),
            f"{median(values) / median(calm):.1f} ×", "p95 ≤ 300 ms", is_met=p95(values) <= 0.3,
        ),
        Figure("sign-ins tried a second", sum(flood.answers.values()), f"{rate:.0f}/s", "", f"{RATE}/s",
               f"{refused:.0%} 429", "≥ 90 % of 200/s", is_met=rate >= 0.9 * RATE),
    ]  # fmt: skip


def _pages(host: str, seconds: float) -> list[float]:
    """A page again and again, twenty times a second at most."""
    connection, values, until = http.client.HTTPConnection(host), [], time.monotonic() + seconds

    def get() -> None:
        connection.request("GET", PAGE)
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()

    while time.monotonic() < until:
        values.append(timed(get))
        time.sleep(max(0, 0.05 - values[-1]))
    return values


class Flood:
    """`with Flood(host, email) as flood:` … `flood.answers`: status → how often."""

    def __init__(self, host: str, email: str) -> None:
        self.host, self.email = host, email
        self.answers: Counter[int] = Counter()
        self.seconds = 0.0
        self._turns = count()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._try) for _ in range(FLOODERS)]

    def __enter__(self) -> Flood:
        self._start = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self.seconds = time.monotonic() - self._start

    def _try(self) -> None:
        """Each attempt at its own moment, `RATE` of them a second among all threads."""
        connection = http.client.HTTPConnection(self.host)
        connection.request("GET", "/accounts/login/")
        page = connection.getresponse()
        cookie = page.headers["Set-Cookie"].split(";")[0]
        token = page.read().decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        head = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        while not self._over.is_set():
            turn = next(self._turns)
            time.sleep(max(0, self._start + turn / RATE - time.monotonic()))
            form = {"csrfmiddlewaretoken": token, "login": self.email, "password": f"guess {turn}"}
            connection.request("POST", "/accounts/login/", urlencode(form), head)
            answer = connection.getresponse()
            answer.read()
            self.answers[answer.status] += 1
