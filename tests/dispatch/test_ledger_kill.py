"""Nothing acknowledged is missing and nothing is there twice, though processes and the database are killed."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_what_was_acknowledged_is_there_once(tmp_path: Path) -> None:
    """The same with a fresh key per attempt is the negative control: it must show rows twice, or we saw nothing."""
    command = [sys.executable, "-m", "tests.dispatch.killing", str(tmp_path)]
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    kept, fresh = found["kept"], found["fresh"]
    assert (kept["extra"], kept["missing"], kept["off"]) == (0, 0, "0.0000")
    assert (kept["inspected twice"], kept["accepted"]) == (0, 0)
    assert kept["closed"] > 0
    assert kept["differences"] == fresh["differences"] == []
    assert fresh["extra"] > 0
