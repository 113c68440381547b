"""Store what the stand-in knows in one SQLite database, in memory or in a file that outlives a restart."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Obj = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (id TEXT PRIMARY KEY, kind TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS newest ON objects (kind, seq DESC);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, event TEXT NOT NULL, due REAL, attempts INTEGER NOT NULL DEFAULT 0);
UPDATE deliveries SET due = 0 WHERE due IS NULL; -- after a restart, deliver what was held back
"""


@dataclass(frozen=True)
class Delivery:
    """One event that is still to be delivered to the webhook, held back while `due` (unix seconds) is None."""

    id: int
    event: str
    due: float | None
    attempts: int


class Store:
    """Objects by id, kept answers by idempotency key, and the queue of webhook deliveries."""

    def __init__(self, path: str = ":memory:") -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = WAL;" + SCHEMA)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Hold the store alone. Everything done inside is kept, or nothing when an exception leaves. May be nested."""
        with self._lock:
            mark = f"depth{self._depth}"
            self._db.execute(f"SAVEPOINT {mark}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                self._db.execute(f"ROLLBACK TO {mark}" if self._depth else "ROLLBACK")
                raise
            self._depth -= 1
            self._db.execute(f"RELEASE {mark}" if self._depth else "COMMIT")

    def put(self, obj: Obj) -> None:
        """Keep an object under its id, new or changed."""
        self._run(
            # `WHERE true` lets SQLite tell ON CONFLICT from a join's ON. `seq` orders objects made in the same second
            "INSERT INTO objects SELECT ?, ?, coalesce(max(seq), 0) + 1, ? FROM objects WHERE true"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (obj["id"], obj["object"], json.dumps(obj)),
        )

    def get(self, identifier: str) -> Obj | None:
        """Return the object with this id."""
        rows = self._run("SELECT body FROM objects WHERE id = ?", (identifier,))
        return json.loads(rows[0][0]) if rows else None

    def newest(self, kind: str) -> list[Obj]:
        """Return all objects of a kind, newest first."""
        return [
            json.loads(body)
            for (body,) in self._run("SELECT body FROM objects WHERE kind = ? ORDER BY seq DESC", (kind,))
        ]

    def kept_answer(self, key: str, *, since: int) -> tuple[str, int, Obj] | None:
        """Return the request, status and body kept for an idempotency key at or after `since` (unix seconds)."""
        self._run("DELETE FROM answers WHERE created < ?", (since,))
        rows = self._run("SELECT request, status, body FROM answers WHERE key = ?", (key,))
        return (rows[0][0], rows[0][1], json.loads(rows[0][2])) if rows else None

    def keep_answer(self, key: str, request: str, status: int, body: Obj, *, now: int) -> None:
        """Remember what was answered to the request with this idempotency key."""
        self._run("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", (key, request, status, json.dumps(body), now))

    def queue(self, event: str, *, due: float | None) -> None:
        """Add a delivery of an event. Without a due time it is held back."""
        self._run("INSERT INTO deliveries (event, due) VALUES (?, ?)", (event, due))

    def deliveries(self) -> list[Delivery]:
        """Return what is still to be delivered, the earliest due first and held ones last."""
        return [
            Delivery(*row)
            for row in self._run("SELECT id, event, due, attempts FROM deliveries ORDER BY due IS NULL, due, id", ())
        ]

    def postpone(self, delivery: Delivery, *, due: float, attempts: int) -> None:
        """Set when a delivery is tried next."""
        self._run("UPDATE deliveries SET due = ?, attempts = ? WHERE id = ?", (due, attempts, delivery.id))

    def drop(self, delivery: Delivery) -> None:
        """Forget a delivery that arrived or was given up."""
        self._run("DELETE FROM deliveries WHERE id = ?", (delivery.id,))

    def _run(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()
