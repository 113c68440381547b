"""Say in one table what each kind of ledger entry is, so that no other module lists kinds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """Name the owners that an account can have."""

    WAGES = "wages", _("wages of a base")
    WORKER = "worker", _("worker")
    STATION = "station", _("station's margin")
    BROKER = "broker", _("broker's margin")


class Sides(NamedTuple):
    """Name the kind of account that gives and the kind that gets."""

    debit: AccountKind
    credit: AccountKind


PAID = Sides(AccountKind.WAGES, AccountKind.WORKER)
TAKEN = Sides(AccountKind.WORKER, AccountKind.WAGES)
SHARED = Sides(AccountKind.WORKER, AccountKind.WORKER)
TO_STATION = Sides(AccountKind.WAGES, AccountKind.STATION)
TO_BROKER = Sides(AccountKind.WAGES, AccountKind.BROKER)


@dataclass(frozen=True, kw_only=True)
class Row:
    """Hold what is true of one kind. No column has a default, so a row that lacks one does not load.

    `sides`: what the database lets it move money between; only a reversal has none, since it is the opposite of
    another entry. `earned`: whether it counts in what a worker has earned, before anything is kept back. `timed`:
    whether the standard minutes of an operation stand behind it. `reason`: whether the database asks for a note.
    `heading`: where the records of incomes count it (a field of `Income`), empty where no worker is a side.
    """

    sides: tuple[Sides, ...]
    earned: bool
    timed: bool
    reason: bool
    heading: str

    @property
    def debits_worker(self) -> bool:
        """Return whether the kind may debit a worker."""
        return not self.sides or any(side.debit == AccountKind.WORKER for side in self.sides)


class EntryKind(models.TextChoices):
    """List the kinds: how one is stored, what is true of it, and the words for it on pages, payslips and prints."""

    row: Row

    def __new__(cls, value: str, *rows: Row) -> "EntryKind":
        """Make a choice out of a stored value and its one row. A look-up by the value gives none."""
        kind = str.__new__(cls, value)
        kind._value_, (kind.row,) = value, rows
        return kind

    ACCEPTANCE = (
        "acceptance",
        Row(sides=(PAID,), earned=True, timed=True, reason=False, heading="piece_pay"),
        _("accepted pieces"),
    )
    SHARE = (
        "share",
        Row(sides=(SHARED,), earned=True, timed=True, reason=False, heading="shared"),
        _("share within the household"),
    )
    REVERSAL = (
        "reversal",
        Row(sides=(), earned=False, timed=False, reason=True, heading=""),
        _("reversal"),
    )
    ADJUSTMENT = (
        "adjustment",
        Row(sides=(PAID, TAKEN), earned=True, timed=False, reason=True, heading="added"),
        _("adjustment"),
    )
    DEDUCTION = (
        "deduction",
        Row(sides=(TAKEN,), earned=False, timed=False, reason=True, heading="deductions"),
        _("deduction"),
    )
    MARGIN = (
        "margin",
        Row(sides=(TO_STATION,), earned=False, timed=False, reason=False, heading=""),
        _("station's margin"),
    )
    BROKER = (
        "broker",
        Row(sides=(TO_BROKER,), earned=False, timed=False, reason=False, heading=""),
        _("broker's margin"),
    )
    ADVANCE = (
        "advance",
        Row(sides=(TAKEN,), earned=False, timed=False, reason=False, heading="advances"),
        _("advance"),
    )
    COSTS = (
        "costs",
        Row(sides=(PAID,), earned=False, timed=False, reason=True, heading="costs"),
        _("costs paid back"),
    )


EARNED = [kind.value for kind in EntryKind if kind.row.earned]
TIMED = [kind.value for kind in EntryKind if kind.row.timed]
WITH_REASON = [kind.value for kind in EntryKind if kind.row.reason]
DEBITING_WORKERS = [kind.value for kind in EntryKind if kind.row.debits_worker]


def in_sql(values: Iterable[str]) -> str:
    """Return values of this module as a list of SQL literals."""
    return ", ".join(f"'{value}'" for value in values)
