"""Append transfers to the open period, each exactly once however often it is retried, and reverse entries."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from dispatch.models import Account, Earning, Inspection, Lot, LotOperation
from dispatch.pay.errors import ClosedPeriod
from dispatch.pay.ledger.periods import OPEN_PERIOD, open_period
from shop.accounts.models import User
from shop.money import PLACES, is_multiple
from shop.refusing import AlreadyDone, KeyReused
from workshops.models import Base

COLUMNS = {
    "kind": "text", "debit_id": "bigint", "credit_id": "bigint", "amount": "numeric", "inspection_id": "bigint",
    "lot_operation_id": "bigint", "pieces": "integer", "rate": "numeric", "reverses_id": "bigint", "note": "text",
    "key": "uuid",
}  # fmt: skip
NAMES = ", ".join(COLUMNS)
WANTED = f"unnest({', '.join(f'%({name})s::{kind}[]' for name, kind in COLUMNS.items())}) AS wanted ({NAMES})"

# One statement: finds the open period and holds it, appends what is new, leaves what is known.
APPEND = f"""
    WITH period AS ({OPEN_PERIOD}), fresh AS (
        INSERT INTO dispatch_earning ({NAMES}, period_id, by_id, at)
        SELECT wanted.*, period.id, %(by)s, %(at)s FROM period CROSS JOIN {WANTED}
        ON CONFLICT (key) DO NOTHING RETURNING id
    ) SELECT count(*) FROM fresh
"""  # noqa: S608 the statement is a constant

SAME = ("kind", "debit_id", "credit_id", "amount", "inspection_id", "lot_operation_id", "pieces", "rate", "reverses_id")
KNOWN = f"""
    SELECT count(*), count(*) FILTER (WHERE ({", ".join(f"known.{name}" for name in SAME)})
                                IS NOT DISTINCT FROM ({", ".join(f"wanted.{name}" for name in SAME)}))
    FROM {WANTED} JOIN dispatch_earning known USING (key)
"""  # noqa: S608 the statement is a constant


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer of `amount` CNY (up to 4 places, above zero) from one account to another, and where it comes from.

    Raises ValueError for an amount that the ledger cannot hold exactly.
    """

    kind: Earning.Kind
    debit: Account
    credit: Account
    amount: Decimal
    key: UUID
    inspection: Inspection | None = None
    lot_operation: LotOperation | None = None
    pieces: int = 0
    rate: Decimal | None = None
    reverses: Earning | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.amount <= 0 or not is_multiple(self.amount, PLACES):
            raise ValueError(f"{self.amount} is no amount with up to 4 places above zero")


def post(
    transfers: Iterable[Transfer], *, base: Base, by: User, at: datetime | None = None, lot: Lot | None = None
) -> list[Earning]:
    """Append transfers to the open period of a base, all or none, and return their entries in the same order.

    A transfer whose key is known is not posted again: its entry is returned. `at`: when it was earned (now); `lot`: the
    lot that it belongs to, whose own period takes it where it has one. Raises KeyReused when a known key comes with
    other content, ClosedPeriod.
    """
    wanted = list(transfers)
    post_batch(wanted, base=base, by=by, at=at, lot=lot)
    entries = {entry.key: entry for entry in Earning.objects.filter(key__in=[transfer.key for transfer in wanted])}
    return [entries[transfer.key] for transfer in wanted]


def post_batch(
    transfers: Sequence[Transfer], *, base: Base, by: User, at: datetime | None = None, lot: Lot | None = None
) -> int:
    """Append thousands of transfers as `post` does, in one statement, and return how many were new."""
    moment = at or timezone.now()
    wanted: dict[str, Any] = {**_columns(transfers), "base": base.pk, "by": by.pk, "at": moment, "lot": lot and lot.pk}
    for _attempt in range(3):
        with transaction.atomic() if len(transfers) > 1 else nullcontext():  # one is all or nothing by itself
            fresh, known = _append(wanted, len(transfers))
        if fresh + known == len(transfers):
            return fresh
        open_period(base, timezone.localdate(moment), lot=lot)  # there was none
    raise ClosedPeriod


def _append(wanted: dict[str, Any], count: int) -> tuple[int, int]:
    """Return how many transfers were new and how many known, neither when no period is open. Raises KeyReused."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND, wanted)
        (fresh,) = cursor.fetchone()
        if fresh == count:
            return fresh, 0
        cursor.execute(KNOWN, wanted)
        there, same = cursor.fetchone()
    if there != same:
        raise KeyReused
    return fresh, there - fresh


def _columns(transfers: Sequence[Transfer]) -> dict[str, list[Any]]:
    """Return the transfers column by column, as arrays for the database."""
    return {
        "kind": [str(each.kind) for each in transfers],
        "debit_id": [each.debit.pk for each in transfers],
        "credit_id": [each.credit.pk for each in transfers],
        "amount": [each.amount for each in transfers],
        "inspection_id": [each.inspection and each.inspection.pk for each in transfers],
        "lot_operation_id": [each.lot_operation and each.lot_operation.pk for each in transfers],
        "pieces": [each.pieces for each in transfers],
        "rate": [each.rate for each in transfers],
        "reverses_id": [each.reverses and each.reverses.pk for each in transfers],
        "note": [each.note for each in transfers],
        "key": [each.key for each in transfers],
    }


@transaction.atomic
def reverse(entry: Earning, *, by: User, key: UUID, note: str, at: datetime | None = None) -> Earning:
    """Undo an entry by an opposite one in the open period. `note`: why.

    Raises AlreadyDone when it is reversed already or is itself a reversal, KeyReused.
    """
    held = Earning.objects.select_for_update(of=["self"], no_key=True).select_related("period__base", "period__lot")
    original = held.select_related("debit", "credit", "inspection", "lot_operation").get(pk=entry.pk)
    past = Earning.objects.filter(reverses=original).first()
    if (past and past.key != key) or original.kind == Earning.Kind.REVERSAL:
        raise AlreadyDone
    opposite = Transfer(
        kind=Earning.Kind.REVERSAL, debit=original.credit, credit=original.debit, amount=original.amount, key=key,
        inspection=original.inspection, lot_operation=original.lot_operation, pieces=original.pieces,
        rate=original.rate, reverses=original, note=note,
    )  # fmt: skip
    return post([opposite], base=original.period.base, by=by, at=at, lot=original.period.lot)[0]
