"""Hold a port or a folder for as long as the platform runs, so that no second one takes it meanwhile."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path


class TakenError(RuntimeError):
    """Another process has it already."""


@contextmanager
def port(host: str, number: int) -> Iterator[None]:
    """Hold a port that our web server will share, because it opens it with SO_REUSEPORT. Raises TakenError.

    Without the lock two of our web servers would listen there together, and each would answer half of the requests.
    """
    with folder(Path(tempfile.gettempdir()) / f"qiaoshou-{os.getuid()}-port-{number}.lock"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as alone, socket.socket(family) as shared:
            try:
                alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closed connections are in nobody's way
                alone.bind((host, number))
                alone.close()
                shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                shared.bind((host, number))
            except OSError as error:
                raise TakenError from error
            yield


@contextmanager
def folder(lock: Path) -> Iterator[None]:
    """Hold a lock file. Raises TakenError when another process does. The lock ends with the process."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise TakenError from error
        yield
