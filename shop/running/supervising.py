"""Run processes side by side until one ends, say which and why, and end the others."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic

PATIENCE = 20  # seconds: a worker finishes the task in its hands before it is killed
LOOK = 0.3  # seconds between two looks at the processes


class Child:
    """A process in a group of its own, so that whatever it starts can be ended with it. Its lines bear its name."""

    def __init__(self, name: str, words: list[str], *, environment: Mapping[str, str], folder: Path) -> None:
        self.name, self._last = name, deque[str](maxlen=1)
        self._process = subprocess.Popen(  # noqa: S603 our own words
            words, env=environment, cwd=folder, start_new_session=True, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout  # noqa: S101 a pipe
        for line in self._process.stdout:
            if any(letter.isalnum() for letter in line):
                self._last.append(line.strip())
            say(line.rstrip(), by=self.name)

    def obituary(self) -> str:
        """Return how it has ended and its last line, or "" while it runs."""
        code = self._process.poll()
        if code is None:
            return ""
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"has ended with exit code {code}"
        self._reader.join(timeout=1)
        return f"{self.name} {how}." + (f" Its last line: {self._last[0]}" if self._last else "")

    def tell_to_end(self) -> None:
        """Ask it to finish what it does and to end."""
        self._process.terminate()

    def end(self, *, by: float) -> None:
        """Wait for it until the moment `by`, then kill it. Kill what it has left behind in any case."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(by - monotonic(), 0))
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def run(
    commands: Mapping[str, list[str]],
    *,
    environment: Mapping[str, str],
    folder: Path,
    missing: Callable[[], str] = lambda: "",
) -> int:
    """Run the commands until one ends, until `missing` names what else has ended, or until told to stop.

    Says why, ends the others, and returns the exit code.
    """
    told = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    children: list[Child] = []
    try:
        for name, words in commands.items():
            children.append(Child(name, words, environment=environment, folder=folder))
        while not told.wait(LOOK):
            if why := next(filter(None, (child.obituary() for child in children)), "") or missing():
                say(f"{why} All the others end too.", by="system")
                return 1
        return 0
    finally:
        for child in children:
            child.tell_to_end()
        by = monotonic() + PATIENCE
        for child in children:
            child.end(by=by)


def say(words: str, *, by: str) -> None:
    """Print a line behind the name of the process that says it."""
    sys.stdout.write(f"{by:<8} | {words}\n")
    sys.stdout.flush()
