"""Records that the law asks for: income by person and quarter, and what each assignment allowed, paid and kept back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When

from dispatch.models import Assignment, Earning
from workshops.models import Base, Worker

Kind = Earning.Kind
NOTHING = Decimal(0)
EMPTY = {"pieces": 0, "gross": NOTHING, "deductions": NOTHING, "advances": NOTHING}


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
        """From "2026Q3"; the one that `today` is in when it is anything else."""
        year, _q, number = text.upper().partition("Q")
        if year.isdecimal() and len(year) == 4 and int(year) > 0 and number in ("1", "2", "3", "4"):
            return cls(int(year), int(number))
        return cls.of(today)

    @property
    def begins_on(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def until(self) -> date:
        """The first day after it."""
        return self.after.begins_on

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@dataclass(frozen=True)
class Income:
    """What one person earned with one base in a quarter, CNY: `gross` pay for work, less `deductions`, is `taxable`;
    `advances` were given ahead and change nothing of it."""

    worker: Worker
    pieces: int
    gross: Decimal
    deductions: Decimal
    advances: Decimal

    @property
    def taxable(self) -> Decimal:
        """What is reported as income of the quarter."""
        return self.gross - self.deductions


def incomes(base: Base, quarter: Quarter) -> list[Income]:
    """The income of each person who worked for a base in a quarter, by worker number. Reversed rows cancel out, since a
    reversal counts under what it reverses."""
    entries = Earning.objects.filter(period__base=base, at__date__gte=quarter.begins_on, at__date__lt=quarter.until)
    sums: dict[int, dict[str, Any]] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        what = Case(When(reverses__isnull=False, then=F("reverses__kind")), default=F("kind"))
        rows = entries.filter(**{f"{side}__kind": "worker"}).order_by().values(who=F(f"{side}__worker"), what=what)
        for row in rows.annotate(total=Sum("amount"), made=Sum("pieces")):
            _count(sums.setdefault(row["who"], dict(EMPTY)), row["what"], sign * row["total"], sign * row["made"])
    workers = Worker.objects.select_related("station").in_bulk(sums)
    found = [Income(workers[pk], **mine) for pk, mine in sums.items()]
    return sorted(found, key=lambda income: income.worker.number)


def _count(mine: dict[str, Any], kind: str, amount: Decimal, pieces: int) -> None:
    """Add CNY to her, negative when taken from her, under its heading."""
    mine["pieces"] += pieces
    if kind in (Kind.DEDUCTION, Kind.ADVANCE):
        mine["deductions" if kind == Kind.DEDUCTION else "advances"] -= amount
    else:
        mine["gross"] += amount


def assignments(base: Base, quarter: Quarter) -> QuerySet[Any]:
    """Assignments handed out in a quarter with the fields of ILO recommendation R184, 7 (2): time allotted (`allotted`,
    minutes) and reported (`minutes`), rate, pieces judged, `gross` and what was `kept_back` (CNY) for its lot and
    operation, and the last day something was finished."""
    kept = Earning.objects.filter(
        kind=Kind.DEDUCTION, reversed_by=None, debit__worker=OuterRef("worker"), lot_operation=OuterRef("lot_operation")
    )
    mine = Q(lot_operation__lot__work_order__base=base)
    days = Q(handed_at__date__gte=quarter.begins_on, handed_at__date__lt=quarter.until)
    return (
        Assignment.objects.filter(mine, days)
        .select_related("worker__station", "lot_operation__operation", "lot_operation__lot__work_order__sheet__product")
        .annotate(
            allotted=F("pieces") * F("lot_operation__standard_minutes"),
            gross=F("accepted") * F("lot_operation__rate"),
            kept_back=Subquery(kept.order_by().values("debit").annotate(total=Sum("amount")).values("total")),
            last_on=Max("reports__done_on"),
            minutes=Sum("reports__minutes", filter=Q(reports__withdrawn_at=None)),
        )
        .order_by("handed_at", "pk")
    )
