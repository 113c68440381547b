"""Taking things in hand before a deed: locked in one fixed order, within reach, and not already done.

The order of locks is lot, assignment, report; whoever needs several takes them in this order.
"""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from dispatch.errors import KeyReused, NotYours
from dispatch.models import Assignment, Lot
from shop.accounts.models import User
from workshops.models import Station, Worker
from workshops.reach import bases_of, stations_of

Row = TypeVar("Row", bound=Model)


def lock_lot(pk: int, *, by: User) -> Lot:
    """The lot, locked until the transaction ends, for someone who runs its station. Raises NotYours."""
    lot = Lot.objects.select_for_update(of=["self"]).select_related("work_order__base", "station").get(pk=pk)
    must_run(lot.station, by)
    return lot


def lock_assignment(pk: int) -> Assignment:
    """The assignment, locked, with its worker and the operation it is of."""
    return (
        Assignment.objects.select_for_update(of=["self"])
        .select_related("worker__station", "lot_operation__operation")
        .get(pk=pk)
    )


def must_run(station: Station, by: User) -> None:
    """Raises NotYours unless `by` leads the station, serves it as a broker, or leads the county station above it."""
    if not stations_of(by).filter(pk=station.pk).exists():
        raise NotYours


def must_manage(base_id: int, by: User) -> None:
    """Raises NotYours unless `by` manages the base."""
    if not bases_of(by).filter(pk=base_id).exists():
        raise NotYours


def must_be_or_lead(worker: Worker, by: User) -> None:
    """Raises NotYours unless `by` is the worker herself or runs her station."""
    if worker.user_id != by.pk:
        must_run(worker.station, by)


def earlier(model: type[Row], key: UUID, **content: Any) -> Row | None:
    """The row that an earlier attempt with this key made, or None. Call it with the lock already held.

    Raises KeyReused when the row's content differs from `content`.
    """
    row = model._default_manager.filter(key=key).first()
    if row and any(getattr(row, name) != value for name, value in content.items()):
        raise KeyReused
    return row
