"""Random work on a lot: handing out, reporting, inspecting and taking back, in any order that the rules allow."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from hypothesis import strategies as st

from dispatch.models import Assignment, Lot
from dispatch.work import handing, reporting
from shop.refusing import Refused
from tests.dispatch.lots import hand, judge, lot_at, tell
from tests.personas import Prefecture

KINDS = ["hand", "hand", "report", "report", "surplus", "judge", "judge", "take back", "withdraw"]
WORKERS = ["xiuying", "guilan"]
Act = tuple[str, str, int]
ACTS: st.SearchStrategy[list[Act]] = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(WORKERS), st.integers(1, 12)), max_size=16
)


def tolerant_lot(world: Prefecture, *, pieces: int = 100, share: str = "0.500", rates: Sequence[str] = ()) -> Lot:
    """A lot that takes a share of surplus pieces."""
    lot = lot_at(world, pieces=pieces, rates=tuple(rates))
    Lot.objects.filter(pk=lot.pk).update(tolerance=Decimal(share))
    return Lot.objects.get(pk=lot.pk)


def act(world: Prefecture, lot: Lot, kind: str, who: str, pieces: int) -> None:
    """Do one thing with pieces of a lot's first operation; nothing where the rules refuse it."""
    try:
        with transaction.atomic():
            _act(world, lot, kind, who, pieces)
    except Refused:
        pass


def _act(world: Prefecture, lot: Lot, kind: str, who: str, pieces: int) -> None:
    hers = Assignment.objects.filter(lot_operation__lot=lot, worker=world.workers[who])
    held = hers.order_by("-pk").first()
    if kind == "hand" or held is None:
        hand(world, lot, who, pieces)
    elif kind == "report":
        tell(world, held, min(pieces, held.out))
    elif kind == "surplus":
        tell(world, held, held.out + pieces)
    elif kind == "take back":
        handing.take_back(held, pieces=pieces, by=world.lan)
    elif report := held.reports.waiting().first():
        if kind == "withdraw":
            reporting.withdraw(report, why="miscounted", by=world.lan)
        else:
            bad = pieces % 3 if report.pieces > 4 else 0
            judge(world, report, report.pieces - 2 * bad, bad, bad)
