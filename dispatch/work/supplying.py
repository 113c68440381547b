"""Keep account of a lot's materials at its station: booked in, used, given back, scrapped, and what is left."""

from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from dispatch.locking import earlier, lock_lot
from dispatch.models import Lot, LotMaterial, MaterialMove
from dispatch.work.errors import NotEnoughMaterial
from shop.accounts.models import User
from shop.refusing import KeyReused, ReasonMissing, WrongCount, WrongState
from workshops.journal import Verb, record
from workshops.reach import must_manage

Kind = MaterialMove.Kind
VERB = {Kind.USED: Verb.USE_MATERIAL, Kind.RETURNED: Verb.RETURN_MATERIAL, Kind.SCRAPPED: Verb.SCRAP_MATERIAL}
COLUMN = {
    Kind.BOOKED_IN: "booked_in", Kind.USED: "used", Kind.RETURNED: "returned", Kind.SCRAPPED: "scrapped",
    Kind.ARRIVED: "arrived",
}  # fmt: skip
TAKES_MATERIAL = (Lot.State.ACCEPTED, Lot.State.IN_WORK, Lot.State.STOPPING, Lot.State.STOPPED)


@transaction.atomic
def book_in(lot: Lot, *, quantities: dict[int, Decimal], by: User, key: UUID) -> list[MaterialMove]:
    """Record what reached the station: `quantities` by primary key of the lot's material lines, in their units.

    It may be less than the base sent, never more. Lines with nothing are left out.
    A stopped lot takes what was on its way, to be sent back.
    Raises NotYours, WrongState (the lot is not accepted), NotEnoughMaterial, WrongCount (a line of another lot, or
    below zero), KeyReused.
    """
    held = lock_lot(lot.pk, by=by)
    if held.state not in TAKES_MATERIAL:
        raise WrongState(state=held.get_state_display())
    lines = {line.pk: line for line in held.materials.select_related("material").order_by("pk")}
    if not quantities.keys() <= lines.keys() or any(quantity < 0 for quantity in quantities.values()):
        raise WrongCount
    wanted = {pk: quantity for pk, quantity in sorted(quantities.items()) if quantity}
    # One delivery makes several moves: each has a key of its own, derived from the delivery's and its line's
    if known := _booked_with(lines, wanted, key):
        return known
    moves = [_move(lines[pk], Kind.BOOKED_IN, amount, by=by, key=uuid5(key, str(pk))) for pk, amount in wanted.items()]
    base, station = held.work_order.base, held.station
    record(Verb.BOOK_IN_MATERIALS, held, by=by, base=base, station=station, quantities=wanted)
    return moves


def _booked_with(lines: dict[int, LotMaterial], wanted: dict[int, Decimal], key: UUID) -> list[MaterialMove]:
    """Return what an earlier attempt with this key booked in.

    Raises KeyReused when it named other lines or quantities.
    """
    moves = list(MaterialMove.objects.filter(key__in=[uuid5(key, str(pk)) for pk in lines]).order_by("line"))
    if moves and {move.line_id: move.quantity for move in moves} != wanted:
        raise KeyReused
    return moves


def use(line: LotMaterial, *, quantity: Decimal, by: User, key: UUID, note: str = "") -> MaterialMove:
    """Record material as used up. Raises NotYours, NotEnoughMaterial, WrongCount, KeyReused."""
    return _record(line, Kind.USED, quantity, by=by, key=key, note=note)


def give_back(line: LotMaterial, *, quantity: Decimal, by: User, key: UUID, note: str = "") -> MaterialMove:
    """Record material as sent back to the base. Raises NotYours, NotEnoughMaterial, WrongCount, KeyReused."""
    return _record(line, Kind.RETURNED, quantity, by=by, key=key, note=note)


def scrap(line: LotMaterial, *, quantity: Decimal, by: User, key: UUID, note: str) -> MaterialMove:
    """Record material as spoiled, with a `note` that says how.

    Raises ReasonMissing, NotYours, NotEnoughMaterial, WrongCount, KeyReused.
    """
    if not note.strip():
        raise ReasonMissing
    return _record(line, Kind.SCRAPPED, quantity, by=by, key=key, note=note)


@transaction.atomic
def receive_back(line: LotMaterial, *, quantity: Decimal, by: User, key: UUID) -> MaterialMove:
    """Record at the base that material which a station sent back has arrived.

    Raises NotYours, NotEnoughMaterial (more than is on its way), WrongCount, KeyReused.
    """
    lots = Lot.objects.select_for_update(of=["self"]).select_related("work_order__base", "station")
    lot = lots.get(pk=line.lot_id)
    must_manage(lot.work_order.base_id, by)
    if known := earlier(MaterialMove, key, line_id=line.pk, kind=Kind.ARRIVED.value, quantity=quantity):
        return known
    move = _move(lot.materials.select_related("material").get(pk=line.pk), Kind.ARRIVED, quantity, by=by, key=key)
    record(Verb.RECEIVE_MATERIAL, lot, by=by, base=lot.work_order.base, station=lot.station, quantity=quantity)
    return move


@transaction.atomic
def _record(line: LotMaterial, kind: Kind, quantity: Decimal, *, by: User, key: UUID, note: str) -> MaterialMove:
    lot = lock_lot(line.lot_id, by=by)
    if known := earlier(MaterialMove, key, line_id=line.pk, kind=kind.value, quantity=quantity):
        return known
    move = _move(lot.materials.select_related("material").get(pk=line.pk), kind, quantity, by=by, key=key, note=note)
    base, station = lot.work_order.base, lot.station
    record(VERB[kind], lot, by=by, base=base, station=station, quantity=quantity, note=note)
    return move


def _move(line: LotMaterial, kind: Kind, quantity: Decimal, *, by: User, key: UUID, note: str = "") -> MaterialMove:
    """Write one move and update its line. The caller holds the lot's lock."""
    if quantity <= 0:
        raise WrongCount
    most = line.at_hand
    if kind == Kind.BOOKED_IN:
        most = max(line.issued, line.planned) - line.booked_in
    elif kind == Kind.ARRIVED:
        most = line.on_its_way
    if quantity > most:
        raise NotEnoughMaterial(most=f"{most.normalize():f}", unit=line.material.unit, material=line.material.label)
    setattr(line, COLUMN[kind], getattr(line, COLUMN[kind]) + quantity)
    line.save(update_fields=[COLUMN[kind]])
    return MaterialMove.objects.create(line=line, kind=kind.value, quantity=quantity, by=by, key=key, note=note)
