"""Start the platform, or say in one line what hinders it.

`python -m shop` runs everything, `python -m shop dev` does so with reload and DEBUG, and `python -m shop web` (or
`worker`, or `beat`) becomes that one process, as in a container.
"""

import os
import subprocess
import sys

import psycopg
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

from shop.running.embedded import EmbeddedServerError


def main(words: list[str]) -> int:
    """Do what the command line says and return the exit code."""
    if words == ["dev"]:
        os.environ["DEBUG"] = "true"
    from shop.running.commands import PROCESSES  # reads the settings

    if words in ([], ["dev"]):
        from shop.running.starting import start

        return start(dev=bool(words))
    if len(words) == 1 and words[0] in PROCESSES:
        command = PROCESSES[words[0]]()
        os.execv(command[0], command)  # noqa: S606 our own words
    print(f"Usage: python -m shop [dev|{'|'.join(PROCESSES)}]", file=sys.stderr)
    return 2


try:
    sys.exit(main(sys.argv[1:]))
except subprocess.CalledProcessError as error:
    sys.exit(error.returncode)  # it has said why itself
except psycopg.OperationalError as error:
    sys.exit(f"The database does not answer: {str(error).splitlines()[0]}")
except (EmbeddedServerError, EnvError, ImproperlyConfigured) as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit("Stopped before it was ready.")
