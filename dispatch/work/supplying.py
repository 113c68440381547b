"""Keep account of a lot's materials at its station: booked in, used, given back, scrapped, and what is left."""

from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext

from dispatch.locking import earlier, lock_lot
from dispatch.models import IssueSlip, Lot, LotMaterial, MaterialMove
from dispatch.models.material_guards import COUNTED
from dispatch.work.errors import NotEnoughMaterial
from shop.accounts.models import User
from shop.refusing import KeyReused, ReasonMissing, WrongCount, WrongState
from shop.words import plain
from workshops.journal import Verb, record
from workshops.reach import must_manage

Kind = MaterialMove.Kind
VERB = {Kind.USED: Verb.USE_MATERIAL, Kind.RETURNED: Verb.RETURN_MATERIAL, Kind.SCRAPPED: Verb.SCRAP_MATERIAL}
WORKS = (Lot.State.ACCEPTED, Lot.State.IN_WORK)
TAKES_MATERIAL = (*WORKS, Lot.State.STOPPING, Lot.State.STOPPED, Lot.State.RECALLED)


@transaction.atomic
def book_in(lot: Lot, *, quantities: dict[int, Decimal], by: User, key: UUID) -> list[MaterialMove]:
    """Record what reached the station: `quantities` by primary key of the lot's material lines, in their units.

    It may be less than the base sent. What came without a slip is taken from the base's stock by this booking, up to
    what the lot needs. Lines with nothing are left out. A lot that was stopped or recalled takes what was on its way,
    to be sent back.
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
    moves = [_book_in(lines[pk], amount, by=by, key=uuid5(key, str(pk))) for pk, amount in wanted.items()]
    base, station = held.work_order.base, held.station
    record(Verb.BOOK_IN_MATERIALS, held, by=by, base=base, station=station, quantities=wanted)
    return moves


def _booked_with(lines: dict[int, LotMaterial], wanted: dict[int, Decimal], key: UUID) -> list[MaterialMove]:
    """Return what an earlier attempt with this key booked in.

    Raises KeyReused when it named other lines or quantities.
    """
    keys = [uuid5(key, str(pk)) for pk in lines]
    moves = list(MaterialMove.objects.filter(key__in=keys, kind=Kind.BOOKED_IN).order_by("line"))
    if moves and {move.line_id: move.quantity for move in moves} != wanted:
        raise KeyReused
    return moves


def _book_in(line: LotMaterial, quantity: Decimal, *, by: User, key: UUID) -> MaterialMove:
    if without_slip := max(quantity - line.coming, Decimal(0)):
        most = line.to_send if line.lot.state in WORKS else Decimal(0)
        if without_slip > most:
            raise too_much(line, most + line.coming)
        note = gettext("came without a slip")
        move(line, Kind.ISSUED, without_slip, by=by, key=uuid5(key, "issued"), note=note)
    return move(line, Kind.BOOKED_IN, quantity, by=by, key=key)


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
def count_left(lot: Lot, *, left: dict[int, Decimal], by: User, key: UUID) -> list[MaterialMove]:
    """Record as used what is no longer there: `left` is what the lead weighs, by primary key of the lot's lines.

    Raises NotYours, NotEnoughMaterial (more is left than was there), WrongCount (a line of another lot), KeyReused.
    """
    held = lock_lot(lot.pk, by=by)
    lines = {line.pk: line for line in held.materials.select_related("material").order_by("pk")}
    if not left.keys() <= lines.keys() or any(quantity < 0 for quantity in left.values()):
        raise WrongCount
    if known := list(MaterialMove.objects.filter(key__in=[uuid5(key, str(pk)) for pk in lines]).order_by("line")):
        return known
    moves = []
    for pk, quantity in sorted(left.items()):
        if quantity > lines[pk].at_hand:
            raise too_much(lines[pk], lines[pk].at_hand)
        if gone := lines[pk].at_hand - quantity:
            moves.append(move(lines[pk], Kind.USED, gone, by=by, key=uuid5(key, str(pk))))
    record(Verb.COUNT_LEFT, held, by=by, base=held.work_order.base, station=held.station, left=left)
    return moves


def receive_back(line: LotMaterial, *, quantity: Decimal, by: User, key: UUID) -> MaterialMove:
    """Record at the base that material which a station sent back has arrived. It is in stock again.

    Raises NotYours, NotEnoughMaterial (more than is on its way), WrongCount, KeyReused.
    """
    return _at_base(line, Kind.ARRIVED, quantity, by=by, key=key)


def lose_back(line: LotMaterial, *, quantity: Decimal, by: User, key: UUID, note: str) -> MaterialMove:
    """Record at the base that material which a station sent back will not arrive, with a `note` that says why.

    Raises ReasonMissing, NotYours, NotEnoughMaterial (more than is on its way), WrongCount, KeyReused.
    """
    if not note.strip():
        raise ReasonMissing
    return _at_base(line, Kind.LOST_BACK, quantity, by=by, key=key, note=note)


@transaction.atomic
def _at_base(line: LotMaterial, kind: Kind, quantity: Decimal, *, by: User, key: UUID, note: str = "") -> MaterialMove:
    lots = Lot.objects.select_for_update(of=["self"]).select_related("work_order__base", "station")
    lot = lots.get(pk=line.lot_id)
    must_manage(lot.work_order.base_id, by)
    if known := earlier(MaterialMove, key, line_id=line.pk, kind=kind.value, quantity=quantity):
        return known
    made = move(lot.materials.select_related("material").get(pk=line.pk), kind, quantity, by=by, key=key, note=note)
    verb = Verb.RECEIVE_MATERIAL if kind == Kind.ARRIVED else Verb.LOSE_MATERIAL
    record(verb, lot, by=by, base=lot.work_order.base, station=lot.station, quantity=quantity, note=note)
    return made


@transaction.atomic
def _record(line: LotMaterial, kind: Kind, quantity: Decimal, *, by: User, key: UUID, note: str) -> MaterialMove:
    lot = lock_lot(line.lot_id, by=by)
    if known := earlier(MaterialMove, key, line_id=line.pk, kind=kind.value, quantity=quantity):
        return known
    made = move(lot.materials.select_related("material").get(pk=line.pk), kind, quantity, by=by, key=key, note=note)
    base, station = lot.work_order.base, lot.station
    record(VERB[kind], lot, by=by, base=base, station=station, quantity=quantity, note=note)
    return made


def move(
    line: LotMaterial,
    kind: Kind,
    quantity: Decimal,
    *,
    by: User,
    key: UUID,
    note: str = "",
    slip: IssueSlip | None = None,
) -> MaterialMove:
    """Write one move, which the database adds to its line, and read the line anew. The caller holds the lot's lock.

    Raises WrongCount, NotEnoughMaterial when there is less of it where it comes from.
    """
    if quantity <= 0:
        raise WrongCount
    most = _most(line, kind)
    if most is not None and quantity > most:
        raise too_much(line, most)
    made = MaterialMove.objects.create(
        line=line, kind=kind.value, quantity=quantity, by=by, key=key, note=note[:255], slip=slip
    )
    line.refresh_from_db(fields=COUNTED)
    return made


def _most(line: LotMaterial, kind: Kind) -> Decimal | None:
    """Return how much there is where a move comes from, None for the base's stock."""
    if kind == Kind.ISSUED:
        return None
    if kind in (Kind.BOOKED_IN, Kind.LOST, Kind.NOT_SENT):
        return line.coming
    return line.on_its_way if kind in (Kind.ARRIVED, Kind.LOST_BACK) else line.at_hand


def too_much(line: LotMaterial, most: Decimal) -> NotEnoughMaterial:
    """Return the refusal that says how much of a line's material there is."""
    return NotEnoughMaterial(most=plain(most), unit=line.material.unit, material=line.material.label)
