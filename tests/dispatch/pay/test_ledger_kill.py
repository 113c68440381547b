"""Test that nothing acknowledged is missing or there twice, though processes and the database are killed."""

import json
import subprocess
import sys
from tempfile import TemporaryDirectory

from django.conf import settings


def test_what_was_acknowledged_is_there_once() -> None:
    """A fresh key per attempt is the negative control: it must show rows twice, or the test saw nothing."""
    with TemporaryDirectory() as folder:  # not pytest's: it shuts others out of that whenever another run begins
        command = [sys.executable, "-m", "tests.dispatch.pay.killing", folder]
        done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout.splitlines()[-1])
    kept, fresh = counts["kept"], counts["fresh"]
    assert (kept["extra"], kept["missing"], kept["off"]) == (0, 0, "0.0000")
    assert (kept["inspected twice"], kept["accepted"]) == (0, 0)
    assert kept["closed"] > 0
    assert kept["differences"] == fresh["differences"] == []
    assert fresh["extra"] > 0
