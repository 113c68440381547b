"""Test that what hinders a start is said in one line, and that nothing is prepared twice."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from shop import settings
from shop.running import embedded, prepared, starting
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
