"""Set a lot's state by what of it is made, and count in its work order what a stopped lot leaves unmade."""

from datetime import datetime

from dispatch import planning_version
from dispatch.models import Lot, WorkOrder
from dispatch.work.progress import steps
from shop.accounts.models import User
from workshops.journal import Verb, record

State = Lot.State


def follow(order: WorkOrder, lot: Lot, *, at: datetime, by: User | None) -> None:
    """Finish a lot once its last operation has accepted all pieces, and set it in work when one is missing again.

    A stopped lot ends once nobody holds pieces of it. The caller holds the locks of the work order and the lot.
    """
    before = lot.state
    line = steps(lot)
    made = line[-1].accepted if line else 0
    if made >= lot.pieces and lot.state not in (State.ISSUED, State.ACCEPTED):
        lot.state = State.RECEIVED if lot.received >= lot.pieces else State.FINISHED
        _leave(order, lot, 0)
    elif lot.hand_in_by_on:
        lot.state = State.STOPPING if any(step.out or step.reported for step in line) else State.STOPPED
        _leave(order, lot, line[0].left if lot.state == State.STOPPING else lot.pieces - made)
    elif lot.state == State.FINISHED:
        lot.state = State.IN_WORK
    if lot.state == before:
        return
    lot.finished_at = at if lot.state in (State.FINISHED, State.RECEIVED, State.STOPPED) else None
    lot.save(update_fields=["state", "finished_at"])
    if lot.state == State.STOPPED:
        record(Verb.END_LOT, lot, by=by, base=order.base, station=lot.station, made=made, pieces=lot.unmade)


def _leave(order: WorkOrder, lot: Lot, unmade: int) -> None:
    """Let a stopped lot leave pieces unmade, which count in its work order again.

    Pieces that were planned anew meanwhile stay with the order, so that none is asked for twice.
    """
    free = order.cancelled if order.state == WorkOrder.State.STOPPED else order.unplaced
    unmade = max(unmade, lot.unmade - free)
    if unmade == lot.unmade:
        return
    order.release(unmade - lot.unmade)
    order.save(update_fields=["unplaced", "cancelled"])
    lot.unmade = unmade
    lot.save(update_fields=["unmade"])
    planning_version.bump()
