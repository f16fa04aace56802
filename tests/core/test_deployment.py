"""The files that run the portal elsewhere name the variables that the settings read, no more and no fewer."""

import ast
import itertools
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "PORTAL_OWNER_PASSWORD", "PORTAL_APP_PASSWORD", "WEB_CONCURRENCY"}
# Of the embedded stack, of development, or fixed by the image.
NOT_IN_CONTAINERS = {"DEBUG", "HASHED_STATIC", "STATIC_ROOT", "PORT", "PORTAL_LOCAL", "PORTAL_LOCAL_DIR"}
NEEDED_IN_PRODUCTION = {"SECRET_KEY", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}


def variables_read() -> set[str]:
    """What the settings read through `env` and `_url`, and the embedded stack from the environment."""
    calls = [
        node
        for path in [ROOT / "partnercenter/settings.py", *(ROOT / "partnercenter/local").glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]
    readers = re.compile(r"env(\.\w+)?|_url|os\.environ\.get")
    return {
        str(call.args[0].value)
        for call in calls
        if call.args and isinstance(call.args[0], ast.Constant) and readers.fullmatch(ast.unparse(call.func))
    }


def example() -> dict[str, str]:
    """The variables of .env.example with the line above each."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = itertools.pairwise(lines)
    found = [(match[1], above) for above, line in pairs if (match := re.match(r"#?([A-Z_]+)=", line))]
    assert len(found) == len(dict(found)), "a variable stands twice in .env.example"
    return dict(found)


def compose() -> dict[str, Any]:
    """docker-compose.yml, as far as it goes: maps, lists, scalars, anchors, and inheritance by `<<`."""
    lines = [line for line in (ROOT / "docker-compose.yml").read_text().splitlines() if line.strip()]
    document: dict[str, Any]
    document, rest = _block([line for line in lines if not line.lstrip().startswith("#")], 0, {})
    assert not rest
    return document


def _block(lines: list[str], indent: int, anchors: dict[str, Any]) -> tuple[Any, list[str]]:
    """The block that starts with the first line, and the lines after it."""
    if lines[0].lstrip().startswith("- "):
        items = []
        while lines and lines[0].startswith(" " * indent + "- "):
            items.append(_scalar(lines.pop(0).strip()[2:]))
        return items, lines
    found: dict[str, Any] = {}
    while lines and len(lines[0]) - len(lines[0].lstrip()) == indent:
        name, _, text = lines.pop(0).strip().partition(":")
        anchor, text = (text.strip()[1:], "") if text.strip().startswith("&") else ("", text.strip())
        value: Any = anchors[text[1:]] if text.startswith("*") else _scalar(text)
        if not text and lines and len(lines[0]) - len(lines[0].lstrip()) > indent:
            value, lines = _block(lines, len(lines[0]) - len(lines[0].lstrip()), anchors)
        if anchor:
            anchors[anchor] = value
        found |= value if name == "<<" else {name: value}
    return found, lines


def _scalar(text: str) -> Any:
    return ast.literal_eval(text) if text.startswith(("[", '"')) else text


PORTAL = ("web", "worker", "beat", "migrate")


def test_settings_read_what_production_needs() -> None:
    assert variables_read() >= NEEDED_IN_PRODUCTION | {"DATABASE_OWNER_URL", "DEBUG"}


def test_env_example_lists_every_variable_with_a_sentence() -> None:
    listed = example()
    assert set(listed) - {"PYTEST_VERSION"} == variables_read() | COMPOSE_ONLY
    for name, above in list(listed.items())[: -len(COMPOSE_ONLY)]:
        assert re.match(r"# \S.*\.$", above), f"{name} has no sentence above it in .env.example"


def test_readme_lists_every_variable() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    assert len(rows) == len(set(rows)), "a variable stands twice in the README's table"
    assert set(rows) == variables_read(), "the README's table of variables differs from the settings"


@pytest.mark.parametrize("service", PORTAL)
def test_compose_sets_variables_that_the_settings_read(service: str) -> None:
    environment = set(compose()["services"][service]["environment"])
    assert environment >= NEEDED_IN_PRODUCTION
    assert environment - variables_read() == {"WEB_CONCURRENCY"}
    assert variables_read() - environment - {"DATABASE_OWNER_URL"} == NOT_IN_CONTAINERS


def test_compose_lets_only_the_migration_be_the_owner() -> None:
    services = compose()["services"]
    owners = {name for name in PORTAL if "DATABASE_OWNER_URL" in services[name]["environment"]}
    assert owners == {"migrate"}
    assert all("portal_app:" in services[name]["environment"]["DATABASE_URL"] for name in PORTAL)


def test_compose_has_every_part() -> None:
    services = compose()["services"]
    assert set(services) == {*PORTAL, "postgres", "redis", "mail"}
    assert services["postgres"]["image"] == "postgres:18"
    redis = services["redis"]["command"]
    assert redis[redis.index("--appendonly") + 1] == "yes"
    assert redis[redis.index("--maxmemory-policy") + 1] == "noeviction"
    assert {"-Q", "mail,default"} <= set(services["worker"]["command"])
    assert "beat" in services["beat"]["command"]
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_compose_asks_only_for_variables_of_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked >= COMPOSE_ONLY
    assert asked <= set(example())


def test_compose_mounts_files_that_exist() -> None:
    mounts = [volume for service in compose()["services"].values() for volume in service.get("volumes", [])]
    files = [volume.split(":")[0] for volume in mounts if volume.startswith("./")]
    assert files
    assert all((ROOT / file).is_file() for file in files)


def test_postgres_roles_have_no_rights_they_need_not() -> None:
    script = (ROOT / "deploy/postgres-roles.sh").read_text()
    roles = dict(re.findall(r"CREATE ROLE (\w+) (LOGIN .*) PASSWORD", script))
    assert set(roles) == {"portal_owner", "portal_app"}
    assert all("NOSUPERUSER NOBYPASSRLS" in rights for rights in roles.values())
    assert re.findall(r"OWNER (\w+)", script) == ["portal_owner"]


def test_image_is_locked_unprivileged_and_complete() -> None:
    text = (ROOT / "Dockerfile").read_text()
    steps = re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)", text, flags=re.MULTILINE)
    said = {name: [argument for step, argument in steps if step == name] for name, _ in steps}
    assert said["USER"] == ["portal"]
    assert any("--require-hashes -r" in run for run in said["RUN"])
    assert "requirements/base.txt" in said["COPY"][0]
    assert any("compile_messages.py" in run and "collectstatic" in run for run in said["RUN"])
    assert [step for step, _ in steps].index("USER") > max(
        at for at, (step, _) in enumerate(steps) if step == "RUN"
    )
    assert said["CMD"][-1].startswith('["gunicorn", "partnercenter.wsgi"')
    assert set(re.findall(r"\b([A-Z_]+)=", text)) - variables_read() == {
        "PATH",
        "PYTHONUNBUFFERED",
        "PYTHONDONTWRITEBYTECODE",
    }


def test_locks_have_hashes_and_no_addresses() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text
        assert len(re.findall(r"^\S+==", text, flags=re.MULTILINE)) > 20
        assert not re.findall(r"^\S+==[^\\]*$", text, flags=re.MULTILINE), f"{path.name}: a line has no hash"
