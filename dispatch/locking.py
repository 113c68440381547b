"""Lock rows before a deed, and find what an earlier attempt with the same idempotency key made.

The order of locks is work order, lot, assignment, report. A deed that needs several takes them in this order.
"""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from dispatch.models import Assignment, Lot, WorkOrder
from shop.accounts.models import User
from shop.refusing import KeyReused
from workshops.reach import must_run

Row = TypeVar("Row", bound=Model)


def lock_lot(pk: int, *, by: User) -> Lot:
    """Return the lot, locked until the transaction ends, for someone who runs its station. Raises NotYours."""
    lot = Lot.objects.select_for_update(of=["self"]).select_related("work_order__base", "station").get(pk=pk)
    must_run(lot.station, by)
    return lot


def lock_work(lot_pk: int) -> tuple[WorkOrder, Lot]:
    """Return a lot with its work order, both locked, for a deed that may change what of the order is to be planned."""
    orders = WorkOrder.objects.select_for_update(of=["self"]).select_related("base", "sheet__product")
    order = orders.get(lots=lot_pk)
    lot = Lot.objects.select_for_update(of=["self"]).select_related("station").get(pk=lot_pk)
    lot.work_order = order
    return order, lot


def lock_assignment(pk: int) -> Assignment:
    """Return the assignment, locked, with its worker and the operation it is of."""
    return (
        Assignment.objects.select_for_update(of=["self"])
        .select_related("worker__station", "lot_operation__operation")
        .get(pk=pk)
    )


def earlier(model: type[Row], key: UUID, **content: Any) -> Row | None:
    """Return the row that an earlier attempt with this key made, or None. Call it with the lock already held.

    Raises KeyReused when the row's content differs from `content`.
    """
    row = model._default_manager.filter(key=key).first()
    if row and any(getattr(row, name) != value for name, value in content.items()):
        raise KeyReused
    return row
