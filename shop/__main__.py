"""Start the platform by `python -m shop`, or say in one line what hinders it."""

import subprocess
import sys

import psycopg
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

from shop.running.embedded import EmbeddedServerError

try:
    from shop.running.starting import main

    sys.exit(main())
except subprocess.CalledProcessError as error:
    sys.exit(error.returncode)  # it has said why itself
except psycopg.OperationalError as error:
    sys.exit(f"The database does not answer: {str(error).splitlines()[0]}")
except (EmbeddedServerError, EnvError, ImproperlyConfigured) as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit("Stopped before it was ready.")
