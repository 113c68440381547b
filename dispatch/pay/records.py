"""Compile records that the law asks for: income by quarter, and what each assignment allowed, paid and kept back."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    DecimalField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from dispatch.models import Assignment, Deduction, Earning, Payout
from dispatch.models.kinds import TAKEN
from dispatch.models.ledger import COUNTED_AS
from shop.accounts.models import User
from workshops.journal import Verb, record
from workshops.models import Base, Worker

Kind = Earning.Kind
NOTHING = Decimal(0)
ZERO = Value(NOTHING, output_field=DecimalField(max_digits=14, decimal_places=4))
EARNED_HEADINGS = {kind.row.heading for kind in Kind if kind.row.earned}


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year: `number` 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str, today: date) -> "Quarter":
        """Return the quarter of a text such as "2026Q3", or that of `today` for anything else."""
        year, _q, number = text.upper().partition("Q")
        if year.isdecimal() and len(year) == 4 and int(year) > 0 and number in ("1", "2", "3", "4"):
            return cls(int(year), int(number))
        return cls.of(today)

    @property
    def begins_on(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def until(self) -> date:
        """Return the first day after it."""
        return self.after.begins_on

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@dataclass
class Income:
    """The income of one person with one base in a quarter, in CNY.

    `piece_pay`, what her household `shared` with her (below zero: with others), and what was `added` by disputes.
    `deductions`, in all and `by_reason`, were kept back for good. `advances` were given ahead and `costs` paid back to
    her: both change nothing of it. `received` is what she confirmed.
    """

    worker: Worker
    pieces: int = 0
    piece_pay: Decimal = NOTHING
    shared: Decimal = NOTHING
    added: Decimal = NOTHING
    deductions: Decimal = NOTHING
    by_reason: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(Deduction.Why.values, NOTHING))
    advances: Decimal = NOTHING
    costs: Decimal = NOTHING
    received: Decimal = NOTHING

    @property
    def gross(self) -> Decimal:
        """Return the pay for work before anything is kept back."""
        return sum((getattr(self, heading) for heading in EARNED_HEADINGS), NOTHING)

    @property
    def taxable(self) -> Decimal:
        """Return what is reported as income of the quarter."""
        return self.gross - self.deductions

    def count(self, kind: Earning.Kind, amount: Decimal, pieces: int, why: str | None) -> None:
        """Add CNY to her, negative when taken from her, under its heading."""
        self.pieces += pieces
        heading = kind.row.heading
        setattr(self, heading, getattr(self, heading) + (-amount if kind.row.sides == (TAKEN,) else amount))
        if why:
            self.by_reason[why] -= amount


def incomes(base: Base, quarter: Quarter) -> list[Income]:
    """Return the income of each person who worked for a base, or was paid by it, in a quarter, by worker number.

    Reversed rows cancel out, since a reversal counts under what it reverses.
    """
    days = {"at__date__gte": quarter.begins_on, "at__date__lt": quarter.until}
    entries = Earning.objects.filter(period__base=base, **days)
    received = _received(base, quarter)
    rows = [(row, sign) for side, sign in (("credit", 1), ("debit", -1)) for row in _by_kind(entries, side)]
    workers = Worker.objects.select_related("station").in_bulk({row["who"] for row, _sign in rows} | received.keys())
    by_worker = {pk: Income(worker, received=received.get(pk, NOTHING)) for pk, worker in workers.items()}
    for row, sign in rows:
        by_worker[row["who"]].count(Kind(row["what"]), sign * row["total"], sign * row["made"], row["why"])
    return sorted(by_worker.values(), key=lambda income: income.worker.number)


def export(base: Base, quarter: Quarter, *, what: str, by: User) -> None:
    """Record that someone downloaded names and incomes. `what`: the kind of list."""
    record(Verb.EXPORT_RECORDS, base, by=by, base=base, quarter=str(quarter), what=what)


def _by_kind(entries: QuerySet[Earning], side: str) -> QuerySet[Any, Any]:
    """Return the sums of one side of entries by worker, kind, and reason where it is a deduction's."""
    why = Coalesce("reverses__deduction__why", "deduction__why")
    rows = entries.filter(**{f"{side}__kind": "worker"}).order_by()
    return rows.values(what=COUNTED_AS, who=F(f"{side}__worker"), why=why).annotate(
        total=Sum("amount"), made=Sum("pieces")
    )


def _received(base: Base, quarter: Quarter) -> dict[int, Decimal]:
    """Return the CNY confirmed as received in a quarter, by worker."""
    paid = (
        Payout.objects.confirmed()
        .of_base(base)
        .filter(confirmed_at__date__gte=quarter.begins_on, confirmed_at__date__lt=quarter.until)
    )
    return dict(paid.order_by().values_list("payslip__worker").annotate(total=Sum("amount")))


def assignments(base: Base, quarter: Quarter) -> QuerySet[Any]:
    """Return assignments handed out in a quarter with the fields of ILO recommendation R184, 7 (2).

    Time allotted (`allotted`, minutes) and reported (`minutes`), rate, pieces judged; `gross`, what went on to the
    others of her household (`shared`), what was `kept_back` and why (`kept_for`), and the `net` (CNY); the last day
    something was finished, and when she last confirmed money of a period that holds some of it (`paid_at`).

    A deduction, and `costs` paid back, stand beside her first assignment of the lot's operation that they belong to.
    """
    kept = Earning.objects.filter(
        kind=Kind.DEDUCTION, reversed_by=None, debit__worker=OuterRef("worker"), lot_operation=OuterRef("lot_operation")
    )
    costs = Earning.objects.filter(
        kind=Kind.COSTS, reversed_by=None, credit__worker=OuterRef("worker"), lot_operation=OuterRef("lot_operation")
    )
    shared = Earning.objects.filter(
        kind=Kind.SHARE,
        reversed_by=None,
        debit__worker=OuterRef("worker"),
        inspection__report__assignment=OuterRef("pk"),
    )
    paid = Payout.objects.confirmed().filter(
        payslip__worker=OuterRef("worker"), payslip__period__earnings__inspection__report__assignment=OuterRef("pk")
    )
    before = Assignment.objects.filter(
        worker=OuterRef("worker"), lot_operation=OuterRef("lot_operation"), pk__lt=OuterRef("pk")
    )
    days = Q(handed_at__date__gte=quarter.begins_on, handed_at__date__lt=quarter.until)
    return (
        Assignment.objects.of_base(base)
        .filter(days)
        .select_related("worker__station", "lot_operation__operation", "lot_operation__lot__work_order__sheet__product")
        .annotate(
            allotted=F("pieces") * F("lot_operation__standard_minutes"),
            gross=F("accepted") * F("lot_operation__rate"),
            shared=_sum_of(shared),
            costs=Case(When(Exists(before), then=ZERO), default=_sum_of(costs, "credit")),
            kept_back=Case(When(Exists(before), then=ZERO), default=_sum_of(kept)),
            kept_for=Case(When(Exists(before), then=Value("")), default=_words_of(kept), output_field=TextField()),
            paid_at=Subquery(paid.order_by("-confirmed_at").values("confirmed_at")[:1]),
            last_on=Max("reports__done_on", filter=Q(reports__withdrawn_at=None)),
            minutes=Sum("reports__minutes", filter=Q(reports__withdrawn_at=None)),
        )
        .annotate(net=F("gross") - F("shared") - F("kept_back") + F("costs"))
        .order_by("handed_at", "pk")
    )


def _sum_of(entries: QuerySet[Earning], side: str = "debit") -> Coalesce:
    """Return the CNY of entries within a query, zero when there are none."""
    return Coalesce(Subquery(entries.order_by().values(side).annotate(total=Sum("amount")).values("total")), ZERO)


def _words_of(entries: QuerySet[Earning]) -> Subquery:
    """Return the reasons of entries within a query."""
    return Subquery(entries.order_by().values("debit").annotate(said=StringAgg("note", Value("; "))).values("said"))
