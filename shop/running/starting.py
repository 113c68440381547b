"""Start the whole platform on this machine: prepare what has changed, run every process under one supervisor.

Loading Django takes longer than all else here, so it is left to the processes that need it.
"""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from functools import partial
from threading import Thread

import psycopg

from demo import sign_ins
from shop import settings
from shop.running import commands, embedded, holding, supervising
from shop.running.after import answers
from shop.running.commands import HOST, PORT
from shop.running.prepared import PACKAGES, is_current


def start(*, dev: bool) -> int:
    """Start, run until Ctrl-C or until a process ends, stop everything, and return the exit code.

    Port and folder are held from before preparing to the end. Raises CalledProcessError when preparing failed, and
    psycopg.OperationalError when the database does not answer.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaves the block below, which stops what it has started
    with ExitStack() as held:
        try:
            held.enter_context(holding.port(HOST, PORT))
        except holding.TakenError:
            sys.exit(f"Port {PORT} on {HOST} is busy. Choose another: PORT={PORT + 1} make {'dev' if dev else 'run'}")
        try:
            held.enter_context(holding.folder(settings.VAR / "run.lock"))
        except holding.TakenError:
            sys.exit(f"It runs already with the data in {settings.VAR}. Stop it, or name another folder: VAR=...")
        if not settings.PRODUCTION:
            held.callback(embedded.stop, settings.VAR)
            embedded.start(settings.VAR)
        if settings.PRODUCTION or not is_current(settings.VAR) or is_empty():
            subprocess.run([sys.executable, "manage.py", "prepare"], cwd=settings.ROOT, check=True)
        return supervise(dev=dev)


def supervise(*, dev: bool) -> int:
    """Run the processes until one ends, a database too, or the supervisor is stopped, then stop all of them."""
    address = f"http://{HOST}:{PORT}"
    own = {"PYTHONUNBUFFERED": "1", "STRIPE_STANDIN_PORT": str(stand_in_port())}
    if not settings.PRODUCTION or not settings.PUBLIC_ADDRESS:
        own["PUBLIC_ADDRESS"] = address
    Thread(target=announce, args=(address,), daemon=True).start()
    code = supervising.run(
        processes(stand_in=own["STRIPE_STANDIN_PORT"], dev=dev),
        environment={**os.environ, **own},
        folder=settings.ROOT,
        missing=(lambda: "") if settings.PRODUCTION else partial(embedded.missing, settings.VAR),
    )
    print("Stopped.", flush=True)
    return code


def processes(*, stand_in: str, dev: bool) -> dict[str, list[str]]:
    """Return the command of each process, by name. `stand_in` is the port of the test payments."""
    address = f"http://{HOST}:{PORT}"
    after = [sys.executable, "shop/running/after.py", f"{address}/healthz"]
    nice = ["nice", "-n", "10"] if shutil.which("nice") else []  # what waits anyway gives way to pages
    worker, options = commands.worker(), []
    if dev:
        options = ["--reload", *(word for package in PACKAGES for word in ("--reload-paths", package))]
        worker = [sys.executable, "-m", "watchfiles", "--filter", "python", shlex.join(worker), *PACKAGES]
    found = {
        "web": commands.web(*options),
        "worker": [*after, *nice, *worker],
        "beat": [*after, *nice, *commands.beat()],
    }
    if settings.STRIPE_API_BASE:
        webhook = ["--webhook", f"{address}/payments/stripe/webhook/", "--secret", settings.STRIPE_WEBHOOK_SECRET]
        store = ["--database", str(settings.VAR / "test-payments.sqlite3")]
        found["payments"] = [sys.executable, "-m", "shop.payments.standin", "--port", stand_in, *webhook, *store]
    return found


def stand_in_port() -> int:
    """Return the port of the test payments: as it is set, or a free one."""
    if "STRIPE_STANDIN_PORT" in os.environ or not is_busy("127.0.0.1", settings.STRIPE_STANDIN_PORT):
        return settings.STRIPE_STANDIN_PORT
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def announce(address: str) -> None:
    """Print where the site is and who may sign in, once it answers."""
    if not answers(f"{address}/healthz", seconds=60):
        return
    print(f"\n  巧手 Qiaoshou is open at {address}/ (English: {address}/en/). Ctrl-C stops it.\n")
    if not settings.PRODUCTION:
        with database() as connection:
            cards = "SELECT card_token, name FROM workshops_worker WHERE card_pin <> '' ORDER BY id LIMIT 1"
            card = connection.execute(cards).fetchone()
        for one in sign_ins(card):
            print(f"  {one.role:<22} {address}{one.address:<16} {one.name:<28} {one.secret}")
        print(f"  {'texts and mails':<22} {address}/account/outbox/")
    print(flush=True)


def is_empty() -> bool:
    """Return whether the database holds no prefecture yet."""
    try:
        with database() as connection:
            return connection.execute("SELECT FROM workshops_place LIMIT 1").fetchone() is None
    except psycopg.errors.UndefinedTable:
        return True


def database() -> psycopg.Connection:
    return psycopg.connect(settings.DATABASE_URL or embedded.database_url(settings.VAR), connect_timeout=10)


def is_busy(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
