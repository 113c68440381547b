"""Test that what hinders a start is said in one line, and that nothing is prepared twice."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from shop.running import prepared
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


def test_production_refuses_what_is_insecure_in_one_line() -> None:
    refused = start(DATABASE_URL="postgres://nobody@127.0.0.1:1/none", VALKEY_URL="redis://127.0.0.1:1")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "SECRET_KEY must be at least 50 random characters" in refused.stderr


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
