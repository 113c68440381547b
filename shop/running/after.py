"""Wait until the address answers, then become the command: `python FILE ADDRESS COMMAND...`.

Background processes so leave the processor to the web server while it starts. It runs as a file, so that nothing else
is loaded.
"""

import os
import sys
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen


def answers(address: str, *, seconds: float) -> bool:
    """Return whether the address answers within that time."""
    until = monotonic() + seconds
    while monotonic() < until:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 our own address
                return True
        except (URLError, OSError):
            sleep(0.2)
    return False


if __name__ == "__main__":
    answers(sys.argv[1], seconds=60)
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 the supervisor's own words
