"""Show the plan on a calendar: a row per station, a bar per lot, and the station's load under each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from dispatch.models import DispatchPlan, Lot, PlanLine
from dispatch.planning.capacity import minutes_owed, shares_of_day
from dispatch.planning.facts import people_of
from dispatch.planning.making import makings_of
from dispatch.views.desk.board_filter import BoardFilter
from workshops.calendars import Calendars
from workshops.models import Base, Station

LEAST_DAYS = 21
LEVEL = 30  # pixels that one line of bars takes
LEAST_DRAWN = 5.5  # per cent: 30 pixels on a phone
LEAST_WIDTH = 7.5  # per cent: room for the number of pieces
NARROW = 14  # per cent: below this there is room for the number of pieces only
ROUNDING = 0.05  # per cent: a smaller overlap is a rounding error
TICKS = 6


@dataclass
class Bar:
    """A lot or a plan line as a bar of a row.

    `x`: percent of the row. `width`: percent of the row, at least wide enough for the number of pieces. `drawn`:
    percent of `width` that its days cover. `y`: pixels.
    """

    begins_on: date
    ends_on: date
    pieces: int
    product: str
    title: str
    url: str
    tone: str = ""
    is_pinned: bool = False
    is_chosen: bool = False
    line: int | None = None
    x: float = 0.0
    width: float = 0.0
    drawn: float = 98.0
    y: int = 0

    @property
    def is_narrow(self) -> bool:
        """Return whether there is room for the number of pieces only."""
        return self.width < NARROW


@dataclass
class Row:
    """A station with its bars. `load` is the percentage of its minutes that is taken."""

    station: Station
    bars: list[Bar] = field(default_factory=list)
    load: int = 0
    height: int = LEVEL

    @property
    def load_y(self) -> int:
        """Return the vertical position of the load bar in pixels, below all bars."""
        return self.height - 8

    @property
    def shown_load(self) -> int:
        """Return the load, at most the width of the row (percent)."""
        return min(self.load, 100)


@dataclass(frozen=True)
class Calendar:
    """Rows of stations over the same days. `ticks` are (percent, date)."""

    begins_on: date
    days: int
    rows: list[Row]
    ticks: list[tuple[float, date]]

    def x(self, day: date) -> float:
        """Return the horizontal position at which a day begins, in percent."""
        return round(max((day - self.begins_on).days, 0) * 100 / self.days, 2)

    @property
    def today(self) -> float:
        """Return the horizontal position of today, in percent."""
        return self.x(timezone.localdate())


def calendar(
    base: Base, plan: DispatchPlan | None, board_filter: BoardFilter, calendars: Calendars, *, chosen: int | None = None
) -> Calendar:
    """Lay out the base's unreceived lots and the lines of a draft by station, as far as the filter lets them through.

    A station's load counts all that it has, filtered out or not. `calendars`: from no later day than today.
    """
    today = timezone.localdate()
    lots = Lot.objects.of_base(base).filter(state__in=[*Lot.UNFINISHED, Lot.State.FINISHED, Lot.State.STOPPING])
    issued = list(board_filter.lots(lots).select_related("station", "work_order__sheet__product"))
    proposed: list[PlanLine] = []
    if plan is not None and plan.state == DispatchPlan.State.DRAFT:
        lines = board_filter.lots(plan.lines.filter(pieces__gt=0).defer("why"))
        proposed = list(lines.select_related("station", "work_order__sheet__product"))
    rows: dict[int, Row] = {}
    for station in (*(lot.station for lot in issued), *(line.station for line in proposed)):
        rows.setdefault(station.pk, Row(station))
    for lot in issued:
        rows[lot.station_id].bars.append(_lot_bar(lot))
    for line in proposed:
        rows[line.station_id].bars.append(_line_bar(line, chosen))
    begins_on = min([today, *(max(bar.begins_on, today - timedelta(7)) for row in rows.values() for bar in row.bars)])
    ends_on = max([today, *(bar.ends_on for row in rows.values() for bar in row.bars)])
    days = max((ends_on - begins_on).days + 1, LEAST_DAYS)
    drawn = Calendar(begins_on, days, sorted(rows.values(), key=lambda row: row.station.code), _ticks(begins_on, days))
    for row in drawn.rows:
        _place(row, drawn)
    worth = shares_of_day([row.station.place_id for row in drawn.rows], today, (ends_on - today).days + 1, calendars)
    _fill(drawn.rows, plan, today, worth.sum(axis=1).tolist())
    return drawn


def _lot_bar(lot: Lot) -> Bar:
    tones = {Lot.State.ISSUED: "wait", Lot.State.FINISHED: "good"}
    return Bar(
        lot.begins_on,
        max(lot.due_on, lot.begins_on),
        pieces=lot.to_make,
        product=lot.work_order.sheet.product.label,
        title=f"{lot.number} · {lot.get_state_display()} · {lot.begins_on} – {lot.due_on}",
        url=reverse("desk:lot-detail", args=[lot.number]),
        tone="bad" if lot.is_late else tones.get(Lot.State(lot.state), ""),
    )


def _line_bar(line: PlanLine, chosen: int | None) -> Bar:
    return Bar(
        line.begins_on,
        line.ends_on,
        pieces=line.pieces,
        product=line.work_order.sheet.product.label,
        title=f"{line.work_order.number} · {line.begins_on} – {line.ends_on}",
        url=f"?plan={line.plan_id}&line={line.pk}",
        tone="plan",
        is_pinned=line.is_pinned,
        is_chosen=line.pk == chosen,
        line=line.pk,
    )


def _place(row: Row, drawn: Calendar) -> None:
    """Position the bars, each wide enough for a finger and its number, overlapping ones below one another."""
    free_from: list[float] = []
    for bar in sorted(row.bars, key=lambda bar: (bar.begins_on, bar.ends_on)):
        begins = drawn.x(bar.begins_on)
        days = max(drawn.x(bar.ends_on + timedelta(1)) - begins, LEAST_DRAWN)
        bar.width = round(max(days, LEAST_WIDTH), 2)
        bar.drawn = round(98 * days / bar.width, 1)
        bar.x = round(min(begins, 100 - bar.width), 2)
        level = next((n for n, free in enumerate(free_from) if free <= bar.x + ROUNDING), len(free_from))
        free_from[level:] = [bar.x + bar.width, *free_from[level + 1 :]]
        bar.y = 4 + level * LEVEL
    row.height = 4 + len(free_from) * LEVEL + 10


def _fill(rows: Sequence[Row], plan: DispatchPlan | None, today: date, worth: Sequence[float]) -> None:
    """Set each station's load from today to the last day shown, by live lots of all bases and the draft's lines.

    `worth`: the days until then, by row, in days of full work.
    """
    stations = [row.station for row in rows]
    used: dict[int, float] = defaultdict(float)
    for station, _due_on, minutes in minutes_owed(stations):
        used[station] += minutes
    if plan is not None and plan.state == DispatchPlan.State.DRAFT:
        for station, minutes in _proposed(plan, stations, today):
            used[station] += minutes
    people = people_of(stations)
    for row, days in zip(rows, worth, strict=True):
        there = people[row.station.pk].minutes_per_day * days
        row.load = round(100 * used[row.station.pk] / there) if there else 100


def _proposed(plan: DispatchPlan, stations: Sequence[Station], today: date) -> list[tuple[int, float]]:
    """Return the minutes that each line of a draft would take of its station."""
    pace = {station.pk: station.efficiency for station in stations}
    lines = plan.lines.filter(pieces__gt=0, station__in=stations).values_list("station", "work_order__sheet", "pieces")
    makings = makings_of({sheet for _station, sheet, _pieces in lines}, today)
    return [(station, float(pieces * makings[sheet].minutes / pace[station])) for station, sheet, pieces in lines]


def _ticks(begins_on: date, days: int) -> list[tuple[float, date]]:
    step = max(days // TICKS, 1)
    return [(round(day * 100 / days, 2), begins_on + timedelta(day)) for day in range(0, days, step)]
