"""Wait until an address answers, then become a command: `python shop/running/after.py ADDRESS [COMMAND...]`.

Background processes so leave the processor to the web server while it starts. Without a command the exit code says
whether the address answers, which is a container's health check. It runs as a file, so that nothing else is loaded.
"""

import os
import sys
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import Request, urlopen


def answers(address: str, *, seconds: float) -> bool:
    """Return whether the address answers within that time, asked by the first of ALLOWED_HOSTS."""
    host = os.environ.get("ALLOWED_HOSTS", "").partition(",")[0]
    request = Request(address, headers={"Host": host} if host else {})  # noqa: S310 our own address
    until = monotonic() + seconds
    while monotonic() < until:
        try:
            with urlopen(request, timeout=2):  # noqa: S310 our own address
                return True
        except (URLError, OSError):
            sleep(0.2)
    return False


if __name__ == "__main__":
    is_there, command = answers(sys.argv[1], seconds=60), sys.argv[2:]
    if not command:
        sys.exit(not is_there)
    os.execvp(command[0], command)  # noqa: S606 the supervisor's own words
