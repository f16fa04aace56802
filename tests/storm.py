"""Mails under fire: processes of the real Celery worker are killed at random, Redis is emptied, and then we count."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import connection

from partnercenter.core import tenancy
from partnercenter.core.models import OutgoingMail
from tests.processes import Portal, Process
from tests.smtp import Peer


@dataclass
class Report:
    """What the storm did and what is left of it."""

    mails: int
    kills: int = 0
    mains: int = 0
    seconds: float = 0
    by_status: dict[str, int] = field(default_factory=dict)
    copies: dict[str, list[bytes]] = field(default_factory=dict)
    lapses: int = 0

    @property
    def lost(self) -> int:
        return self.mails - len(self.copies)

    @property
    def duplicates(self) -> int:
        return sum(len(copies) - 1 for copies in self.copies.values())

    @property
    def different(self) -> int:
        return sum(len(set(copies)) > 1 for copies in self.copies.values())

    def __str__(self) -> str:
        return (
            f"{self.mails} mails, {self.kills} kills ({self.mains} of main processes), Redis emptied and all database"
            f" connections cut once, {self.seconds:.0f} s: {self.lost} lost, {self.duplicates} duplicates"
            f" ({self.duplicates / self.mails:.2%}), {self.different} of them different, {self.lapses} leases lapsed,"
            f" rows {self.by_status}"
        )


class Storm:
    """Kills `kills` processes while `mails` mails leave, and waits until every row is settled."""

    def __init__(
        self, portal: Portal, smtp: Peer, *, kills: int, patience: float, pause: float = 0.25
    ) -> None:
        self.portal, self.smtp = portal, smtp
        self.wanted, self.patience, self.pause = kills, patience, pause
        self.random = random.Random(2026)  # noqa: S311  chance, not a secret
        with tenancy.system(reason="test"):
            self.report = Report(OutgoingMail.objects.count())
        self.workers: list[Process] = []

    def run(self, *, workers: int = 2) -> Report:
        self.workers = [self.portal.worker() for _ in range(workers)]
        self.portal.beat()
        self._until(lambda: len(self.smtp.received) > 0, "no worker sends")
        start, is_emptied = time.monotonic(), False
        while self._left() or self.report.kills < self.wanted:
            assert time.monotonic() - start < self.patience, (
                f"{self.report}\n{self._left()} left\n{self.portal.tail()}"
            )
            if self.report.kills < self.wanted:
                self._kill_one()
            if not is_emptied and self.report.kills >= self.wanted / 2:
                self.portal.redis.empty()
                _cut_connections()
                is_emptied = True
            time.sleep(self.random.uniform(self.pause / 2, self.pause))
        self.report.seconds = time.monotonic() - start
        return self._counted()

    def _kill_one(self) -> None:
        at = self.random.randrange(len(self.workers))
        worker = self.workers[at]
        if self.random.random() < 0.1:
            worker.kill()
            self.workers[at] = self.portal.worker()
            self.report.mains += 1
        else:
            children = worker.children()
            if not children:
                return  # it is starting
            with suppress(ProcessLookupError):
                os.kill(self.random.choice(children), signal.SIGKILL)
        self.report.kills += 1

    def _left(self) -> int:
        with tenancy.system(reason="test"):
            return OutgoingMail.objects.filter(status__in=["queued", "sending", "delayed"]).count()

    def _until(self, done, what: str) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline, f"{what}\n{self.portal.tail()}"
            time.sleep(0.1)

    def _counted(self) -> Report:
        copies: dict[str, list[bytes]] = defaultdict(list)
        for mail in list(self.smtp.received):
            copies[mail.id].append(mail.raw)
        self.report.copies = dict(copies)
        with tenancy.system(reason="test"):
            for status, lapses in OutgoingMail.objects.values_list("status", "lapses"):
                self.report.by_status[status] = self.report.by_status.get(status, 0) + 1
                self.report.lapses += lapses
        return self.report


def _cut_connections() -> None:
    """What a restart of PostgreSQL does to whoever is connected (situation C-042)."""
    with tenancy.system(reason="test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
