"""The containers run the same commands as `make run`, from the same locks, and name no setting that does not exist."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from shop.running import commands, starting
from shop.running.after import answers
from tests.prove import SAFE

ROOT = settings.ROOT
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text().replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "qiaoshou"}
HEALTH = re.search(r"HEALTHCHECK .*CMD (\[.*\])", DOCKERFILE)


def in_dockerfile(word: str) -> list[str]:
    return re.findall(rf"^{word} (.*)$", DOCKERFILE, re.MULTILINE)


def test_every_process_of_make_run_has_its_container() -> None:
    run = starting.processes(stand_in="8765", dev=False)
    for name, command in commands.PROCESSES.items():
        words = command()
        assert OURS[name]["command"] == ["python", "-m", "shop", name]
        assert run[name][-len(words) :] == words
    assert OURS.keys() - commands.PROCESSES.keys() == {"migrate"}
    assert OURS["migrate"]["command"][2] in get_commands()
    assert yaml.safe_load(in_dockerfile("CMD")[-1]) == OURS["web"]["command"]


def test_the_image_is_built_from_the_locks() -> None:
    installed = re.findall(r"pip (?:install|sync) (.+)$", DOCKERFILE, re.MULTILINE)
    assert all("--require-hashes" in words for words in installed)
    assert [words.split()[-1] for words in installed] == ["requirements/build.txt", "requirements/production.txt"]


def test_what_the_image_copies_and_runs_is_there() -> None:
    copied = [word for line in in_dockerfile("COPY") if "--from" not in line for word in line.split()[:-1]]
    run = re.findall(r"python ((?:\w+/)*\w+\.py)", DOCKERFILE)
    for path in [*copied, *run]:
        assert (ROOT / path).exists(), path
    assert re.findall(r"manage.py (\w+)", DOCKERFILE) == ["collectstatic"]


def test_it_does_not_run_as_root() -> None:
    assert in_dockerfile("USER") == ["10001"]
    assert DOCKERFILE.index("USER ") < DOCKERFILE.index("\nCMD ")


def test_every_service_that_lasts_has_a_health_check() -> None:
    assert HEALTH
    assert yaml.safe_load(HEALTH[1])[-1].endswith("/readyz")
    for name, service in COMPOSE["services"].items():
        if name not in ("web", "migrate", "proxy"):
            assert service["healthcheck"]["test"], name


def test_every_variable_is_in_the_example() -> None:
    known = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    text = (ROOT / "deploy/compose.yaml").read_text() + (ROOT / "deploy/Caddyfile").read_text()
    named = set(re.findall(r"\$\{?\$?([A-Z_]+)", text)) - {"HOSTNAME"}
    named |= {name for service in OURS.values() for name in service["environment"]}
    theirs = {"PATH", "PYTHONUNBUFFERED", "NUMBA_CACHE_DIR", "UV_COMPILE_BYTECODE", "VIRTUAL_ENV"}
    named |= set(re.findall(r"\b([A-Z_]{2,})=", DOCKERFILE)) - theirs
    assert {"DATABASE_URL", "POSTGRES_PASSWORD", "STATIC_ROOT", "HOST"} <= named
    assert named <= known


@pytest.mark.django_db
def test_the_web_container_becomes_ready_in_production_mode(free_port: int, tmp_path: Path) -> None:
    database = settings.DATABASES["default"]
    address = f"postgres://{database['USER']}@{database['HOST'].replace('/', '%2F')}/{database['NAME']}"
    own = {"DATABASE_URL": address, "VALKEY_URL": settings.VALKEY, "PORT": str(free_port), "VAR": str(tmp_path)}
    environment: dict[str, Any] = {**os.environ, **SAFE, **own}
    assert HEALTH
    health = [word.replace(":8000", f":{free_port}") for word in yaml.safe_load(HEALTH[1])]
    with subprocess.Popen([sys.executable, *OURS["web"]["command"][1:]], env=environment, cwd=ROOT) as web:
        try:
            assert subprocess.run([sys.executable, *health[1:]], env=environment, cwd=ROOT, timeout=90).returncode == 0
            assert web.poll() is None
        finally:
            web.terminate()
    assert not answers(f"http://127.0.0.1:{free_port}/healthz", seconds=0.3)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
