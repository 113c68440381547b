"""Test that what hinders a start is said in one line, and that nothing is prepared twice."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from shop import settings
from shop.running import embedded, holding, prepared, starting
from shop.running.after import answers


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shop"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_busy_port_is_named_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = start(PORT=str(port))
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} on 127.0.0.1 is busy. Choose another: PORT={port + 1} make run\n"


def test_a_port_that_is_no_number_is_named_in_one_line() -> None:
    refused = start(PORT="eight thousand")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "PORT" in refused.stderr


def test_what_is_prepared_is_known_until_something_changes(tmp_path: Path) -> None:
    assert not prepared.is_current(tmp_path)
    prepared.mark(tmp_path)
    assert not prepared.is_current(tmp_path), "static files are gone"
    (tmp_path / "static").mkdir()
    assert prepared.is_current(tmp_path)
    (tmp_path / "prepared.stamp").write_text("of other files")
    assert not prepared.is_current(tmp_path)


def test_nothing_answers_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert not answers(f"http://127.0.0.1:{port}/healthz", seconds=0.3)


def test_importing_the_settings_starts_no_server(tmp_path: Path) -> None:
    for words in (["-c", "import shop.settings"], ["manage.py", "check"]):
        subprocess.run([sys.executable, *words], env={**os.environ, "VAR": str(tmp_path)}, check=True)
    assert not list(tmp_path.iterdir())


def test_developing_shows_the_toolbar_and_reloads() -> None:
    shown = "from django.conf import settings; print(settings.TOOLBAR, 'debug_toolbar' in settings.INSTALLED_APPS)"
    for debug, said in (("true", "True True\n"), ("false", "False False\n")):
        words = [sys.executable, "manage.py", "shell", "--no-imports", "-c", shown]
        own = {**os.environ, "DEBUG": debug}
        assert subprocess.run(words, env=own, capture_output=True, text=True, check=True).stdout == said
    run, dev = (starting.processes(stand_in="8765", dev=dev) for dev in (False, True))
    assert "--reload" in dev["web"]
    assert "--reload" not in run["web"]
    assert "watchfiles" in dev["worker"]
    assert (dev["beat"], dev["payments"]) == (run["beat"], run["payments"])


def test_the_first_connection_starts_the_servers(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.symlink_to(settings.VAR / "postgres")  # a cluster that is made already, known here by no address yet
    asking = "from django.db import connection; connection.cursor().execute('SELECT 1'); print('answered')"
    words = [sys.executable, "manage.py", "shell", "--no-imports", "-c", asking]
    try:
        own = {**os.environ, "VAR": str(tmp_path)}
        assert subprocess.run(words, env=own, capture_output=True, text=True, check=True).stdout == "answered\n"
    finally:
        data.unlink()
        embedded.stop(tmp_path)
    assert (settings.VAR / "postgres" / "postmaster.pid").exists(), "the cluster serves others too"


def told(run: subprocess.Popen[str], words: str) -> str:
    """Return what a run prints up to the line with these words."""
    lines = []
    assert run.stdout
    for line in run.stdout:
        lines.append(line)
        if words in line:
            break
    return "".join(lines)


def in_the_background(code: str, **environment: str) -> subprocess.Popen[str]:
    own = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    return subprocess.Popen([sys.executable, "-c", code], env=own, stdout=subprocess.PIPE, text=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_a_port_is_held_while_another_start_still_prepares() -> None:
    port = free_port()
    words = f"""
import time
from shop.running import holding
with holding.port("127.0.0.1", {port}):
    print("held", flush=True)
    time.sleep(600)
"""
    first = in_the_background(words)
    try:
        told(first, "held")
        assert not starting.is_busy("127.0.0.1", port), "nobody listens yet"
        refused = start(PORT=str(port))
        assert refused.stderr == f"Port {port} on 127.0.0.1 is busy. Choose another: PORT={port + 1} make run\n"
        with pytest.raises(OSError), socket.create_server(("127.0.0.1", port)):
            pass
    finally:
        first.kill()
        first.communicate()


def test_a_held_port_is_opened_by_the_web_server_alone() -> None:
    port = free_port()
    with holding.port("127.0.0.1", port):
        web = subprocess.Popen([sys.executable, "-m", "shop", "web"], env={**os.environ, "PORT": str(port)})
        try:
            assert answers(f"http://127.0.0.1:{port}/healthz", seconds=60)
        finally:
            web.terminate()
            web.wait()


def test_data_that_another_start_uses_is_left_alone(tmp_path: Path) -> None:
    with holding.folder(tmp_path / "run.lock"):
        refused = start(PORT=str(free_port()), VAR=str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr == f"It runs already with the data in {tmp_path}. Stop it, or name another folder: VAR=...\n"


def supervised(missing: str = "lambda: ''") -> subprocess.Popen[str]:
    """Run two processes, each with a child of its own, under the supervisor."""
    nested = "import subprocess, sys; print('here', flush=True); subprocess.run(['sleep', '600'])"
    return in_the_background(f"""
import os, sys
from pathlib import Path
from shop.running import embedded, supervising
words = [sys.executable, "-c", {nested!r}]
sys.exit(supervising.run(
    {{"web": words, "worker": words}}, environment=os.environ, folder=Path.cwd(), missing={missing}
))
""")


def children_of(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(each) for each in found.split()]


def runs(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_it_says_which_process_was_killed_and_ends_the_others_with_all_they_started() -> None:
    run = supervised()
    told(run, "here")
    told(run, "here")
    web, worker = children_of(run.pid)
    below = [*children_of(web), *children_of(worker)]
    assert len(below) == 2
    os.kill(web, signal.SIGKILL)
    rest = run.communicate(timeout=60)[0]
    assert "web was ended by SIGKILL. Its last line: here" in rest
    assert run.returncode == 1
    assert not [pid for pid in (web, worker, *below) if runs(pid)]


def test_it_ends_when_told_to_and_that_is_no_failure() -> None:
    run = supervised()
    told(run, "here")
    told(run, "here")
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == 0


@pytest.fixture
def own_servers() -> Iterator[Path]:
    """Yield the folder of two embedded servers that run for one test."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL never runs as root, and has a user of its own there
        embedded.start(folder)
        yield folder
        embedded.stop(folder)


@pytest.mark.parametrize(("kind", "name"), [("postgres", "PostgreSQL"), ("valkey", "Valkey")])
def test_an_embedded_server_that_dies_is_named_and_ends_the_rest(own_servers: Path, kind: str, name: str) -> None:
    assert embedded.missing(own_servers) == ""
    run = supervised(f"lambda: embedded.missing(Path({str(own_servers)!r}))")
    told(run, "here")
    if kind == "postgres":
        os.kill(int((own_servers / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    else:
        redis.Redis(unix_socket_path=embedded.valkey_url(own_servers).removeprefix("unix://")).shutdown(nosave=True)
    rest = run.communicate(timeout=60)[0]
    assert f"The embedded {name} has ended; its log is {own_servers / kind / 'log'}." in rest
    assert run.returncode == 1
