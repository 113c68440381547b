"""Buy materials: write a purchase note to a supplier, receive what comes at its price, and close the note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from dispatch.models import Material, Purchase, PurchaseLine, StockMove
from dispatch.work.errors import NoMaterials
from shop.accounts.models import User
from shop.refusing import WrongCount, WrongState
from workshops.journal import Verb, record
from workshops.models import Base
from workshops.reach import must_manage

State = Purchase.State
COST = Decimal("0.0001")  # CNY: the places that a price per unit has


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a material, at which price per unit (CNY)."""

    material: Material
    quantity: Decimal
    unit_cost: Decimal


@transaction.atomic
def order(
    base: Base,
    wanted: list[Wanted],
    *,
    supplier: str,
    by: User,
    key: UUID,
    supplier_phone: str = "",
    needed_on: date | None = None,
    note: str = "",
) -> Purchase:
    """Write a purchase note. Raises NotYours, NoMaterials, WrongCount."""
    must_manage(base.pk, by)
    if known := Purchase.objects.filter(key=key, base=base).first():
        return known
    if not wanted or any(each.material.base_id != base.pk for each in wanted):
        raise NoMaterials
    if any(each.quantity <= 0 or each.unit_cost < 0 for each in wanted):
        raise WrongCount
    made = Purchase.objects.create(
        base=base, number=f"P{_next(base)}", supplier=supplier, supplier_phone=supplier_phone, needed_on=needed_on,
        note=note, by=by, key=key,
    )  # fmt: skip
    PurchaseLine.objects.bulk_create(
        PurchaseLine(purchase=made, material=each.material, quantity=each.quantity, unit_cost=each.unit_cost)
        for each in wanted
    )
    quantities = {each.material.name: each.quantity for each in wanted}
    record(Verb.ORDER_MATERIALS, made, by=by, base=base, supplier=supplier, quantities=quantities)
    return made


@transaction.atomic
def receive(purchase: Purchase, came: Mapping[int, tuple[Decimal, Decimal]], *, by: User, key: UUID) -> list[StockMove]:
    """Take into stock what came: the quantity and the price per unit (CNY) paid, by primary key of the note's lines.

    The price of the material becomes the average of what was in stock and what came, by quantity. A note of which all
    has come is received. Raises NotYours, WrongState (not open), WrongCount (a line of another note, or below zero).
    """
    held = _held(purchase, by)
    lines = {line.pk: line for line in held.lines.order_by("material")}
    if known := list(StockMove.objects.filter(key__in=[uuid5(key, str(pk)) for pk in lines])):
        return known
    if held.state != State.OPEN:
        raise WrongState(state=held.get_state_display())
    if not came.keys() <= lines.keys() or any(min(each) < 0 for each in came.values()):
        raise WrongCount
    moves = []
    for pk, line in lines.items():
        quantity, paid = came.get(pk, (Decimal(0), Decimal(0)))
        if quantity:
            material = Material.objects.select_for_update().get(pk=line.material_id)
            moves.append(_take_in(material, quantity, paid, line, by, uuid5(key, str(pk))))
    if not moves:
        raise WrongCount
    if all(line.received >= line.quantity for line in held.lines.all()):
        held.state = State.RECEIVED
        held.save(update_fields=["state"])
    quantities = {move.material_id: move.quantity for move in moves}
    record(Verb.RECEIVE_PURCHASE, held, by=by, base=held.base, quantities=quantities)
    return moves


@transaction.atomic
def close(purchase: Purchase, *, by: User) -> Purchase:
    """Close a note of which the rest does not come. Raises NotYours, WrongState."""
    held = _held(purchase, by)
    if held.state != State.OPEN:
        raise WrongState(state=held.get_state_display())
    held.state = State.CLOSED
    held.save(update_fields=["state"])
    record(Verb.CLOSE_PURCHASE, held, by=by, base=held.base)
    return held


def averaged(material: Material, quantity: Decimal, paid: Decimal) -> Decimal:
    """Return the price per unit (CNY) once a quantity has come at a price: the moving average by quantity."""
    there = max(material.stock, Decimal(0))
    return ((there * material.unit_cost + quantity * paid) / (there + quantity)).quantize(COST)


def _take_in(
    material: Material, quantity: Decimal, paid: Decimal, line: PurchaseLine, by: User, key: UUID
) -> StockMove:
    material.unit_cost = averaged(material, quantity, paid)
    material.save(update_fields=["unit_cost"])
    return StockMove.objects.create(
        material=material, kind=StockMove.Kind.RECEIVED, quantity=quantity, unit_cost=paid, purchase_line=line, by=by,
        key=key,
    )  # fmt: skip


def _held(purchase: Purchase, by: User) -> Purchase:
    must_manage(purchase.base_id, by)
    return Purchase.objects.select_for_update(of=["self"]).select_related("base").get(pk=purchase.pk)


def _next(base: Base) -> str:
    """Return what follows the letter in the number of a base's next paper: the base, and how many it has."""
    Base.objects.select_for_update(no_key=True).get(pk=base.pk)  # papers are numbered one after the other
    return f"{base.pk:03}-{base.purchases.count() + 1:04}"
