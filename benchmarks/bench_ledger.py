"""Measure the ledger against the database's own limit and another library: same machine, same server, in turns.

Prints a table of ratios and ends with one line of JSON that holds the same figures. Sizes are arguments: `make
bench-ledger` takes about two minutes, `benchmarks/bench_ledger.py --workers 20000 --rows 300 --among 20000000` is the
full size, and `--workers 20000 200000 --rounds 1` the tenfold (60 million entries: 22 GB and 20 minutes). The other
library is installed with hashes into its own virtual environment (`requirements/bench.txt`).
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

from ledger_fixture import Books, database, note

DATABASE = "bench_ledger"
SMALL = 300  # entries of a batch for the other library


def seconds(deed: Callable[..., Any], *what: Any, **how: Any) -> float:
    began = perf_counter()
    deed(*what, **how)
    return perf_counter() - began


def batch(books: Books, other: "Other | None", rows: int, rounds: int) -> dict[str, float]:
    """Compare a batch posted from Python with the same rows inserted inside the database, and with the other library.

    The other library can only post one by one, though in one transaction.
    """
    from dispatch.pay import ledger

    ours, limit, theirs = [], [], []
    for _round in range(rounds):
        transfers = books.transfers(rows)
        ours.append(seconds(ledger.post_batch, transfers, base=books.base, by=books.by) / rows)
        limit.append(seconds(books.make, rows, len(books.accounts)) / rows)
        if other:
            theirs.append(other.post(SMALL) / SMALL)
    speed = {"rows_per_s": 1 / median(ours), "limit_per_s": 1 / median(limit), "ratio": median(limit) / median(ours)}
    return speed | ({"times_hordak": median(theirs) / median(ours)} if other else {})


def posted(books: Books, other: "Other | None", times: int, *, entries: int = 1, disk: bool = True) -> dict[str, float]:
    """Post entries in a transaction of their own: our function, the bare inserts, and the other library, in turns.

    With `disk` each commit waits until it is written to disk. Without, only the work is compared.
    """
    from dispatch.pay import ledger

    ours, bare, theirs = [], [], []
    books.wait_for_the_disk(disk)
    for _time in range(times):
        transfers = books.transfers(entries)
        ours.append(seconds(ledger.post_batch, transfers, base=books.base, by=books.by))
        bare.append(seconds(books.bare_inserts, entries))
        if other:
            theirs.append(other.post(entries, disk=disk))
    books.wait_for_the_disk(True)
    found = {"ms": 1000 * median(ours), "bare_ms": 1000 * median(bare), "ratio": median(bare) / median(ours)}
    theirs_ms = {"hordak_ms": 1000 * median(theirs), "times_hordak": median(theirs) / median(ours)} if other else {}
    return found | theirs_ms


def balance(books: Books, times: int = 300) -> dict[str, float]:
    """Measure the balance of a worker, in the middle of all rows."""
    from dispatch.pay import ledger

    chosen = [books.any_account() for _time in range(times)]
    spent = sorted(seconds(ledger.balance, account) for account in chosen)
    return {"rows": books.count(), "ms": 1000 * median(spent), "ms_p99": 1000 * spent[int(times * 0.99)]}


def closing(books: Books, workers: int, rows: int, rounds: int) -> dict[str, float]:
    """Compare closing a period with the bare grouping and inserting of the same sums, and measure its seal.

    The bare statement runs before and after the closing.
    """
    from dispatch.pay import ledger

    ours, bare, sealing = [], [], []
    for _round in range(rounds):
        period = books.next_period()
        books.fill(workers * rows, workers)
        before = seconds(books.bare_closing)
        ours.append(seconds(ledger.close_period, period, ends_on=period.ends_on, by=books.by))
        books.run("TRUNCATE bare_payslip")
        bare.append((before + seconds(books.bare_closing)) / 2)
        sealing.append(seconds(ledger.seal, books.base))
        books.begin()
    found = {"entries": workers * rows, "s": median(ours), "bare_s": median(bare), "ratio": median(ours) / median(bare)}
    return found | {"us_per_entry": 1e6 * median(ours) / workers / rows, "seal_s": median(sealing)}


class Other:
    """django-hordak in its own virtual environment and process, on its own database on the same server."""

    def __init__(self, address: str) -> None:
        folder = HERE.parent / "var" / "bench"
        python = folder / "bin" / "python"
        if not python.exists():
            uv = str(HERE.parent / ".venv/bin/uv")
            subprocess.run([uv, "venv", "--quiet", str(folder)], check=True)
            install = [uv, "pip", "install", "--quiet", "--require-hashes", "-r", "requirements/bench.txt"]
            subprocess.run(install, check=True, cwd=HERE.parent, env={**os.environ, "VIRTUAL_ENV": str(folder)})
        self.process = subprocess.Popen(
            [str(python), str(HERE / "hordak_posting.py")], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={"DATABASE_URL": address, "PATH": os.environ["PATH"]},
        )  # fmt: skip
        assert self.process.stdout and self.process.stdout.readline() == "ready\n"

    def post(self, times: int, *, disk: bool = True) -> float:
        """Return the seconds that `times` transfers take in one transaction, which waits for the `disk` or does not."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{times} {'on' if disk else 'off'}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--batch", type=int, default=50_000)
    ask.add_argument("--singles", type=int, default=200)
    ask.add_argument("--among", type=int, default=2_000_000, help="rows among which a balance is asked for")
    ask.add_argument("--workers", type=int, nargs="*", default=[500, 2_000])
    ask.add_argument("--rows", type=int, default=300, help="entries of each worker in a period")
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--no-hordak", action="store_true")
    wanted = ask.parse_args()
    with database(DATABASE) as address:
        books = Books(max(wanted.workers))
        other = None if wanted.no_hordak else Other(address.replace(DATABASE, f"{DATABASE}_hordak"))
        figures: dict[str, Any] = {"batch": batch(books, other, wanted.batch, wanted.rounds)}
        note(f"batch of {wanted.batch:,} from Python / INSERT..SELECT", figures["batch"])
        for entries, disk in product((1, 3), (True, False)):
            what = f"{entries} in a transaction, {'on the disk' if disk else 'not waiting for the disk'}"
            figures[what] = posted(books, other, wanted.singles, entries=entries, disk=disk)
            note(f"{what} / bare", figures[what])
        for workers in wanted.workers:
            figures[f"closing {workers}"] = closing(books, workers, wanted.rows, wanted.rounds)
            note(f"closing {workers:,} x {wanted.rows} / bare SQL", figures[f"closing {workers}"])
        if (missing := wanted.among - books.count()) > 0:
            books.fill(missing, len(books.accounts))
        figures["balance"] = balance(books)
        note(f"balance of a worker among {figures['balance']['rows']:,}", figures["balance"])
    print(json.dumps({"benchmark": "ledger", **figures}))


if __name__ == "__main__":
    main()
