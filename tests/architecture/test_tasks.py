"""Guards over Celery: every task has a queue, every queue a worker, every schedule a task."""

from __future__ import annotations

import ast
import re
from typing import Any

from celery import Celery
from django.conf import settings

from partnercenter.celery import app
from tests.architecture.sources import ROOT, app_sources, parse, python


def _tasks(application: Celery) -> dict[str, object]:
    application.loader.import_default_modules()
    return {name: task for name, task in application.tasks.items() if not name.startswith("celery.")}


def _served() -> dict[str, set[str]]:
    """The queues that docker-compose.yml and the demo start workers for."""
    compose = re.search(r'"worker", "-Q", "([a-z,]+)"', (ROOT / "docker-compose.yml").read_text())
    demo = re.search(r'"worker", "-Q", "([a-z,]+)"', parse("partnercenter/local/demo.py").text)
    assert compose
    assert demo
    return {"docker-compose.yml": set(compose[1].split(",")), "make demo": set(demo[1].split(","))}


def test_every_task_names_its_queue() -> None:
    tasks = _tasks(app)
    assert {"core.drain_mail", "invitations.expire_stale"} <= set(tasks)
    nameless = [name for name, task in tasks.items() if not getattr(task, "queue", None)]
    assert not nameless, f'Write @shared_task(name="…", queue="…") on {nameless}'


def test_every_queue_is_served() -> None:
    wanted = {str(task.queue) for task in _tasks(app).values()}
    for place, served in _served().items():
        assert wanted == served, f"{place} serves {served}, the tasks want {wanted}"


def test_every_schedule_is_a_task() -> None:
    """And it expires: a beat that was away for a day starts no storm (C-055)."""
    schedule: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    assert schedule
    for name, entry in schedule.items():
        assert entry["task"] in _tasks(app), f"{name}: no task {entry['task']}"
        assert entry["options"]["expires"] >= entry["schedule"], f"{name} expires before the next"


def test_tasks_hold_no_rules() -> None:
    """A task loads, calls one function, returns: three statements at most, docstring aside."""
    files = [
        source for source in [*app_sources(), *python("partnercenter")] if source.path.endswith("tasks.py")
    ]
    functions = [
        (source, node)
        for source in files
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]
    assert len(functions) >= 4
    for source, node in functions:
        size = len(node.body) - (ast.get_docstring(node) is not None)
        assert size <= 3, (
            f"{source.path}: {node.name} holds more than a call; move it into an action or a sweep"
        )


def test_redis_is_configured_against_its_traps() -> None:
    """trust.md A1: late acknowledgement that survives a killed child, no hoarding, no waiting for a silent broker."""
    transport: dict[str, Any] = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert (
        settings.CELERY_TASK_SOFT_TIME_LIMIT
        < settings.CELERY_TASK_TIME_LIMIT
        < transport["visibility_timeout"]
    )
    assert transport["socket_timeout"]
    assert transport["socket_connect_timeout"]
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
