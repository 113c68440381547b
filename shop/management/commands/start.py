"""Start the whole platform on this machine: prepare what is missing, then run every process under one supervisor."""

import os
import shlex
import shutil
import socket
import sys
from hashlib import sha256
from io import StringIO
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from honcho import manager as honcho_manager
from honcho.manager import Manager
from honcho.printer import Printer

from shop import embedded

honcho_manager.KILL_WAIT = 20  # seconds: a worker finishes the task in its hands before it stops


class Command(BaseCommand):
    """Migrate, load the demo into an empty database, collect static files; then web server, worker and beat."""

    help = "Start the platform: web server, Celery worker and beat (and, without a Stripe key, the test payments)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *_: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_busy_port(host, port)
        try:
            prepare(self.say)
            self.supervise(host, port)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from None
        except KeyboardInterrupt:
            self.say("Stopped before it was ready.")
        finally:
            if not settings.PRODUCTION:
                embedded.stop(settings.VAR)

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def supervise(self, host: str, port: int) -> None:
        """Run the processes until one ends or we are told to stop; then stop all of them."""
        manager = Manager(Printer(sys.stdout, prefix=True))
        address = f"http://{host}:{port}"
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PUBLIC_ADDRESS": settings.PUBLIC_ADDRESS or address}
        if not settings.PRODUCTION:
            environment["PUBLIC_ADDRESS"] = address
        for name, words in processes(host, port).items():
            manager.add_process(name, shlex.join(words), env=environment, cwd=str(settings.ROOT))
        Thread(target=self.announce, args=(address,), daemon=True).start()
        manager.loop()
        self.say("Stopped.")

    def announce(self, address: str) -> None:
        """When the site answers, say where, and who may sign in."""
        if not answers(f"{address}/healthz", seconds=60):
            return
        self.say(f"\n  巧手 Qiaoshou is open at {address}/ (English: {address}/en/). Ctrl-C stops it.\n")
        if not settings.PRODUCTION:
            from shop.demo import sign_ins

            for one in sign_ins():
                self.say(f"  {one.role:<22} {address}{one.address:<16} {one.name:<28} {one.secret}")
        self.say("")


def processes(host: str, port: int) -> dict[str, list[str]]:
    """The command of each process, by name."""
    python = sys.executable
    behind = ["nice", "-n", "10"] if shutil.which("nice") else []  # what waits anyway gives way to pages
    celery = [*behind, python, "-m", "celery", "-A", "shop", "--quiet"]
    granian = [python, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    threads = ["--workers", os.environ.get("WEB_WORKERS", "1"), "--blocking-threads", "6", "--log-level", "warning"]
    beat_file = str(settings.VAR / "beat.pid")
    found = {
        "web": [*granian, *threads, "shop.wsgi:application"],
        "worker": [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "warning"],
        "beat": [*celery, "beat", "--pidfile", beat_file, "--loglevel", "warning"],
    }
    Path(beat_file).unlink(missing_ok=True)  # left behind when the machine was switched off
    if settings.STRIPE_API_BASE:
        webhook = f"http://{host}:{port}/payments/stripe/webhook/"
        stand_in = [python, "-m", "shop.payments.standin", "--port", str(settings.STRIPE_STANDIN_PORT)]
        store = ["--database", str(settings.VAR / "test-payments.sqlite3")]
        found["payments"] = [*stand_in, "--webhook", webhook, "--secret", settings.STRIPE_WEBHOOK_SECRET, *store]
    return found


def refuse_busy_port(host: str, port: int) -> None:
    """Raise CommandError, in one line, when something else listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            raise CommandError(f"Port {port} on {host} is busy. Choose another: PORT={port + 1} make run")


def prepare(say: Any) -> None:
    """Bring database, demo and static files up to date; each step is skipped when nothing has changed."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
    if not settings.PRODUCTION and is_empty():
        call_command("demo")
    collect_static(say)


def is_empty() -> bool:
    from workshops.models import County

    return not County.objects.exists()


def collect_static(say: Any) -> None:
    """Collect static files when any of them has changed since the last time."""
    stamp = settings.VAR / "static.stamp"
    print_of_files = fingerprint()
    if stamp.exists() and stamp.read_text() == print_of_files and Path(settings.STATIC_ROOT).exists():
        return
    say("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, stdout=StringIO())
    stamp.write_text(print_of_files)


def fingerprint() -> str:
    """Of names, sizes and times of all static files."""
    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def answers(address: str, *, seconds: float) -> bool:
    """Whether the address answers within that time."""
    until = monotonic() + seconds
    while monotonic() < until:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 our own address
                return True
        except (URLError, OSError):
            sleep(0.3)
    return False
