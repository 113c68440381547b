"""Copy onto a lot at its issue the rates and materials that it keeps, whatever changes later."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from dispatch.models import Lot, LotMaterial, LotOperation, Operation, RateCard, SheetMaterial
from dispatch.rates.errors import BelowMinimumWage, NoRate
from dispatch.rates.rating import in_force, minimum_wages


def freeze_rates(lots: Sequence[Lot], day: date) -> None:
    """Copy onto each lot the rates in force on a day and the hourly minimum of its station's county.

    Raises NoRate when an operation has no approved rate, BelowMinimumWage when one is below the minimum and its card
    does not say why. Wants `work_order` and `station.county` loaded.
    """
    operations: dict[int, list[Operation]] = defaultdict(list)
    sheets = {lot.work_order.sheet_id for lot in lots}
    for operation in Operation.objects.filter(sheet__in=sheets).order_by("sheet", "position"):
        operations[operation.sheet_id].append(operation)
    cards = in_force([each for group in operations.values() for each in group], day)
    wages = minimum_wages(day)
    LotOperation.objects.bulk_create(
        _frozen(lot, operation, cards.get(operation.pk), wages.get(lot.station.county.area_class, Decimal(0)))
        for lot in lots
        for operation in operations[lot.work_order.sheet_id]
    )


def plan_materials(lots: Sequence[Lot]) -> None:
    """Write down with each lot the materials that its pieces need, at the price of today. They are sent by a slip."""
    needs: dict[int, list[SheetMaterial]] = defaultdict(list)
    sheets = {lot.work_order.sheet_id for lot in lots}
    for need in SheetMaterial.objects.filter(sheet__in=sheets).select_related("material"):
        needs[need.sheet_id].append(need)
    LotMaterial.objects.bulk_create(
        LotMaterial(lot=lot, material=need.material, unit_cost=need.material.unit_cost, planned=need.gross * lot.pieces)
        for lot in lots
        for need in needs[lot.work_order.sheet_id]
    )


def _frozen(lot: Lot, operation: Operation, card: RateCard | None, minimum: Decimal) -> LotOperation:
    if card is None:
        raise NoRate(operation=operation.label)
    row = LotOperation(
        lot=lot,
        operation=operation,
        position=operation.position,
        standard_minutes=card.standard_minutes,
        rate=card.rate,
        minimum_hourly=minimum,
        below_minimum_reason=card.below_minimum_reason,
    )
    if card.rate * 60 < row.minimum_hourly * card.standard_minutes and not card.below_minimum_reason:
        raise BelowMinimumWage(hourly=card.hourly, minimum=minimum)
    return row
