"""Specify how a product is made: the operations of its tech sheet, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from catalog.models import Product
from dispatch import planning_version
from dispatch.models import Operation, TechSheet
from shop.accounts.models import User
from shop.refusing import Refused
from workshops.journal import Verb, record
from workshops.models import Craft
from workshops.reach import must_manage

RETAIL = ("making_days", "made_at_once", "most_to_order")  # of a product that is made to order, by its base


@dataclass(frozen=True)
class Step:
    """An operation as it should be. `pk`: of the operation that it changes, None for a new one at the end."""

    pk: int | None
    name: str
    name_en: str
    craft: Craft
    standard_minutes: Decimal


@transaction.atomic
def specify(
    sheet: TechSheet, steps: Sequence[Step], *, min_lot: int, packing_cost: Decimal, notes: str, by: User, **retail: int
) -> TechSheet:
    """Change a tech sheet's operations and add new ones. Lots that are out keep what they were issued with.

    New minutes count for planning once a rate card with them is approved, and `packing_cost` (CNY per piece) for work
    orders opened from now on. `retail`: those of RETAIL that change on the product. An operation is never taken away,
    because rates and lots refer to it. Raises NotYours, Refused when a step is of another sheet.
    """
    must_manage(sheet.base_id, by)
    sheet = TechSheet.objects.select_for_update(of=["self"]).select_related("base").get(pk=sheet.pk)
    operations = {operation.pk: operation for operation in sheet.operations.all()}
    position = max((operation.position for operation in operations.values()), default=0)
    for step in steps:
        if step.pk is None:
            position += 1
            operation = Operation(sheet=sheet, position=position)
        elif step.pk in operations:
            operation = operations[step.pk]
        else:
            raise Refused
        operation.name, operation.name_en = step.name, step.name_en
        operation.craft, operation.standard_minutes = step.craft, step.standard_minutes
        operation.save()
    sheet.min_lot, sheet.packing_cost, sheet.notes = min_lot, packing_cost, notes
    sheet.save()
    Product.objects.filter(pk=sheet.product_id).update(**{name: retail[name] for name in RETAIL if name in retail})
    minutes = {step.name: step.standard_minutes for step in steps}
    said = {"minutes": minutes, "min_lot": min_lot, "packing_cost": packing_cost, **retail}
    record(Verb.SPECIFY, sheet, by=by, base=sheet.base, station=None, **said)
    planning_version.bump()
    return sheet
