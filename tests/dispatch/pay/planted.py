"""Plant bugs one at a time for the ledger machine to find: a missing guard of the database, or a wrong deed."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from dispatch.models import Assignment, Dispute, Earning, RateCard
from dispatch.models.payouts import PayoutQuerySet
from dispatch.pay import disputing, ledger, paying
from dispatch.pay.ledger import periods, posting
from dispatch.work import inspecting

Plant = Callable[[pytest.MonkeyPatch], None]


def run(statement: str) -> None:
    """Run a statement on a table. Deferred constraints are checked first, or PostgreSQL would refuse to change it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def no_guard(table: str, *names: str) -> Plant:
    """Plant a missing trigger, constraint or unique index."""

    def plant(_patch: pytest.MonkeyPatch) -> None:
        for name in names:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
                    [table, f"pgtrigger\\_{name}\\_%"],
                )
                trigger = cursor.fetchone()
            if trigger:
                run(f"ALTER TABLE {table} DISABLE TRIGGER {trigger[0]}")
            else:
                run(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}; DROP INDEX IF EXISTS {name}")

    return plant


def replaced(module: Any, name: str, old: str, new: str) -> Plant:
    """Plant a statement in which one part is replaced."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        statement = getattr(module, name)
        assert old in statement
        patch.setattr(module, name, statement.replace(old, new))

    return plant


def both(*plants: Plant) -> Plant:
    """Plant several bugs at once, where a guard behind the deed would else still catch it."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for each in plants:
            each(patch)

    return plant


def retry_is_not_known(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inspecting, "earlier", lambda *_args, **_content: None)


def fresh_key_per_attempt(patch: pytest.MonkeyPatch) -> None:
    columns = posting._columns
    patch.setattr(posting, "_columns", lambda wanted: columns(wanted) | {"key": [uuid4() for _each in wanted]})

    def post(wanted: Any, **how: Any) -> list[Earning]:
        ledger.post_batch(wanted, **how)
        return [Earning.objects.latest("pk")]

    patch.setattr(ledger, "post", post)
    patch.setattr(posting, "post", post)


def reversed_without_looking(patch: pytest.MonkeyPatch) -> None:
    def reverse(entry: Earning, *, by: Any, key: Any, note: str, at: Any = None) -> Earning:
        opposite = ledger.Transfer(
            kind=Earning.Kind.REVERSAL, debit=entry.credit, credit=entry.debit, amount=entry.amount, key=key,
            pieces=entry.pieces, reverses=entry, note=note,
        )  # fmt: skip
        return ledger.post([opposite], base=entry.period.base, by=by, at=at)[0]

    patch.setattr(ledger, "reverse", reverse)


def rate_of_the_card(patch: pytest.MonkeyPatch) -> None:
    earn = inspecting._earn

    def wrong(lot: Any, assignment: Assignment, *args: Any, **how: Any) -> None:
        operation = assignment.lot_operation
        operation.rate = RateCard.objects.filter(operation=operation.operation_id).latest("pk").rate
        earn(lot, assignment, *args, **how)

    patch.setattr(inspecting, "_earn", wrong)


def withdrawn_but_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inspecting.ledger, "reverse", lambda *_args, **_how: None)


def rework_counts_as_good(patch: pytest.MonkeyPatch) -> None:
    count = inspecting._count

    def wrong(assignment: Assignment, *, made: Any = None, undone: Any = None) -> None:
        assignment.accepted += (made.rework if made else 0) - (undone.rework if undone else 0)
        count(assignment, made=made, undone=undone)

    patch.setattr(inspecting, "_count", wrong)


def answered_again(patch: pytest.MonkeyPatch) -> None:
    answer = disputing.answer

    def wrong(dispute: Dispute, **how: Any) -> Dispute:
        Dispute.objects.filter(pk=dispute.pk).update(state=Dispute.State.OPEN, outcome=None)
        return answer(dispute, **how)

    patch.setattr(disputing, "answer", wrong)
    patch.setattr(disputing, "_key", lambda _dispute: uuid4())


def paid_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paying, "LIVE_PAYOUT", PayoutQuerySet(paying.Payout).none())


EARNING, SLIP, CARRY = "dispatch_earning", "dispatch_payslip", "coalesce(carried_out, 0)"
NET = "greatest(trunc(greatest(exact + carried_in, least.amount), 2), 0)"
PLANTS: dict[str, Plant] = {
    "an entry can be edited": no_guard(EARNING, "append_only"),
    "a closed period takes entries": no_guard(EARNING, "open_period_only"),
    "a closed period can be edited": no_guard("dispatch_period", "closed_for_good"),
    "the sides are not looked at": no_guard(EARNING, "right_sides"),
    "a reversal may be of more": no_guard(EARNING, "reversal_is_the_opposite"),
    "an acceptance is not compared": no_guard(
        EARNING, "acceptance_is_what_was_inspected", "acceptance_is_pieces_times_rate", "one_acceptance_per_inspection"
    ),
    "a payslip can be edited": no_guard(SLIP, "frozen"),
    "a seal can be set anew": no_guard(SLIP, "sealed_once"),
    "counts can be edited": no_guard("dispatch_assignment", "counts_what_is_there"),
    "a lot's rates can be edited": no_guard("dispatch_lotoperation", "frozen"),
    "an account can change hands": no_guard("dispatch_account", "append_only"),
    "an entry is reversed twice": both(
        reversed_without_looking, no_guard(EARNING, "dispatch_earning_reverses_id_key", "reversal_is_the_opposite")
    ),
    "a retried inspection is not known": retry_is_not_known,
    "a fresh key for each attempt": fresh_key_per_attempt,
    "a reused key passes as a retry": replaced(posting, "KNOWN", "count(*) FILTER", "count(*) + 0 * count(*) FILTER"),
    "the rate of the card is paid": both(rate_of_the_card, no_guard(EARNING, "acceptance_is_what_was_inspected")),
    "a withdrawn inspection stays paid": withdrawn_but_kept,
    "rework counts as good": rework_counts_as_good,
    "what is carried on is forgotten": replaced(periods, "PAYSLIPS", f"{CARRY} AS carried_in", "0 AS carried_in"),
    "a payslip is rounded up": replaced(periods, "PAYSLIPS", "trunc(", "round("),
    "a payslip may be below zero": both(
        replaced(periods, "PAYSLIPS", NET, "trunc(exact + carried_in, 2)"),
        no_guard(SLIP, "payslip_never_below_zero"),
    ),
    "advances are left out of the payslip": replaced(periods, "PAYSLIPS", ", 'advance'", ""),
    "a payslip keeps back more than the law lets": replaced(
        periods, "PAYSLIPS", NET, "greatest(trunc(exact + carried_in, 2), 0)"
    ),
    "a dispute is made good twice": answered_again,
    "a payslip is paid twice": both(paid_again, no_guard("dispatch_payout", "one_live_payout_per_payslip")),
}  # fmt: skip
