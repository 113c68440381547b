"""Take the rest of a lot back to planning, in part or whole, so that the station makes what it has begun."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dispatch import planning_version
from dispatch.locking import lock_work
from dispatch.models import Lot, WorkOrder
from dispatch.work import telling
from dispatch.work.following import follow
from dispatch.work.issuing import give_back
from dispatch.work.progress import steps
from shop.accounts.models import User
from shop.refusing import NotYours, ReasonMissing, TooMany, WrongCount, WrongState
from workshops.journal import Verb, record
from workshops.models import Link
from workshops.reach import managed_by, run_by


def left_of(lot: Lot) -> int:
    """Return the pieces of an unfinished lot that nobody has begun."""
    line = steps(lot) if lot.state in Lot.UNFINISHED else []
    return min(line[0].left, lot.pieces) if line else 0


@transaction.atomic
def take_back(lot: Lot, *, pieces: int, reason: str, by: User) -> Lot:
    """Take pieces that nobody has begun back to planning, for the base or for the station itself.

    A lot of which nothing is left is recalled, and one whose pieces are all made is finished.
    Raises NotYours, ReasonMissing, WrongState (it is not under way), WrongCount, TooMany (more than are not begun).
    """
    order, held = lock_work(lot.pk)
    as_base = managed_by(by).filter(pk=order.base_id).exists()
    if not as_base and not run_by(by).filter(pk=held.station_id).exists():
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    if held.state not in Lot.UNFINISHED:
        raise WrongState(state=held.get_state_display())
    if pieces < 1:
        raise WrongCount
    if pieces > (most := left_of(held)):
        raise TooMany(most=most)
    if pieces == held.pieces:
        give_back(order, held, to=Lot.State.RECALLED, reason=reason, by=by)
        telling.tell_of_recall(held)
        return held
    _shorten(order, held, pieces)
    facts = {"pieces": pieces, "left": held.pieces, "reason": reason.strip()}
    entry = record(Verb.TAKE_REST_BACK, held, by=by, base=order.base, station=held.station, **facts)
    follow(order, held, at=timezone.now(), by=by)
    planning_version.bump()
    telling.tell_of_shortening(held, pieces, entry=entry, as_base=as_base)
    return held


def _shorten(order: WorkOrder, lot: Lot, pieces: int) -> None:
    """Make a lot smaller, with the materials and the freight that its pieces need."""
    share = Decimal(lot.pieces - pieces) / lot.pieces
    lot.materials.update(planned=F("planned") * share)
    link = Link.objects.filter(base=order.base, station=lot.station).first()
    lot.freight = max(lot.freight - pieces * (link.cost_per_piece if link else 0), Decimal(0))
    lot.pieces -= pieces
    lot.save(update_fields=["pieces", "freight"])
    order.release(pieces)
    order.save(update_fields=["unplaced", "cancelled"])
