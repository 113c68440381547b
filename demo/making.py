"""Make the demo's bulk orders: plan, issue, accept, hand out, report, inspect, bring to the base."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from demo.assortment import BIG
from demo.plots import End, Plot
from demo.sheets import take_in
from demo.world import World
from dispatch.models import Assignment, DispatchPlan, Inspection, Lot, LotMaterial, LotOperation, WorkOrder, WorkReport
from dispatch.planning.adjusting import Move, move
from dispatch.planning.errors import MoveRefused
from dispatch.planning.proposing import propose, solve_plan
from dispatch.planning.publishing import publish
from dispatch.work import handing, inspecting, issuing, missing, needing, receiving, reporting, slips, supplying
from dispatch.work.errors import NoMaterials, NothingToSend, NotInStock
from dispatch.work.progress import step_of
from shop.accounts.models import User
from workshops.models import Station, Worker

PORTION = 8000  # minutes of work that go through an operation together: some weeks of an able woman
STEPS = 300  # of the planner's search, so that the same seed gives the same plan
PACES = (0.9, 1.25)  # of a lot, against the standard minutes: from the slowest to the quickest
OFTEN = 0.4  # of the reports an inspector finds fault with something
DECLINED = "这周两位姐妹家里办喜事，人手不够，怕误了交期。"
DRIVER, MISSING = "小货车", Decimal("0.5")
SHORT_WORDS, FOUND = "少了半份，袋子是封好的。", "还在库房，漏装了，下趟补。"
RESTS = ("0", "0.02", "0.05", "0.08")  # shares of the material that are left
REASONS = [*Inspection.Reason.values[:4], Inspection.Reason.FINISH]


class Trade(Protocol):
    """The bulk order that a lot belongs to."""

    plot: Plot

    def send(self) -> None:
        """Send the buyer what the base has received."""


def give_out(world: World, base: str, trades: Mapping[int, Trade]) -> None:
    """Plan all open orders of a base, publish the plan, and let its stations answer. `trades`: by order."""
    draft = draw_up(world, base)
    if base == BIG:
        share_with(world.villages[0], draft, by=world.managers[base][0])
    buy_for(world, draft, by=world.managers[base][0])
    lots = publish(draft, by=world.managers[base][1])
    for lot in lots:
        trade = trades[lot.work_order.line.order_id]
        if trade.plot.end != End.ISSUED:
            journey = Journey(world, trade, lot)
            journey.after(0.8, journey.answer)


def draw_up(world: World, base: str) -> DispatchPlan:
    """Return a draft plan of a base's open orders."""
    return solve_plan(propose(world.bases[base], by=world.managers[base][0]).pk, seconds=30.0, iterations=STEPS)


def buy_for(world: World, draft: DispatchPlan, *, by: User) -> None:
    """Buy what a plan lacks, and take it into stock."""
    with suppress(NoMaterials):
        for note in needing.buy_what_is_short(draft, by=by, key=world.key("buy", draft.pk)):
            take_in(world, note, by)


def share_with(station: Station, draft: DispatchPlan, *, by: User) -> None:
    """Move a part of each order by hand to a station that the plan left out, where it has the minutes."""
    for work in WorkOrder.objects.filter(plan_lines__plan=draft).distinct().order_by("pk"):
        lines = draft.lines.filter(work_order=work, pieces__gt=0).order_by("-pieces")
        most, least = lines[0], work.sheet.min_lot
        part = max(least, most.pieces // 3)
        if not lines.filter(station=station).exists() and most.pieces - part >= least:
            with suppress(MoveRefused):
                move(draft, Move(work, most.station, station, part), by=by)


class Journey:
    """A lot on its way through its station."""

    def __init__(self, world: World, trade: Trade, lot: Lot) -> None:
        self.world, self.trade, self.plot, self.lot = world, trade, trade.plot, lot
        self.number = int(lot.number.rsplit("-", 1)[1])
        self.chance = world.chance("lot", self.plot.number, self.number)
        self.lead = world.leads[lot.station_id]
        self.refused = self.chance.uniform(0.06, 0.2)
        self.pace = self.chance.uniform(*PACES)

    def after(self, days: float, deed: Callable[[], object]) -> None:
        self.world.agenda.at(self.world.later(days, self.chance), deed)

    def answer(self) -> None:
        """Accept the lot and book its materials in, or decline it, where the plot says so."""
        if self.plot.is_declined and self.number == 1:
            issuing.decline(self.lot, reason=DECLINED, by=self.lead)
            return
        self.lot = issuing.accept(self.lot, by=self.lead)
        self.after(1, self.begin)

    def begin(self) -> None:
        self.send()
        lines = list(self.lot.materials.all())
        planned = {line.pk: line.planned - self.missing(place) for place, line in enumerate(lines)}
        if planned:
            supplying.book_in(lot=self.lot, quantities=planned, by=self.lead, key=self.key("materials"))
        for line in lines:
            line.refresh_from_db()
            if line.coming:
                self.report_missing(line)
        self.steps = list(self.lot.operations.select_related("operation__craft", "lot").order_by("position"))
        self.women = [list(handing.able(step).order_by("number")) for step in self.steps]
        self.waiting = self.lot.pieces
        self.days = self.making_days()
        minutes = sum(step.standard_minutes for step in self.steps) / len(self.steps) * self.lot.pieces
        least = 2 if self.plot.base == BIG else 1  # its lots are those that people look at
        count = min(max(least, round(minutes / PORTION)), 12, self.lot.pieces)
        for portion, pieces in enumerate(shares(self.lot.pieces, count)):
            start = self.days * 0.62 * portion / max(count - 1, 1)
            self.after(start, Portion(self, f"{portion}", pieces, self.days * 0.3).hand_out)

    def making_days(self) -> float:
        """Return the days over which the lot is made: as its order is spread, else as many as its minutes take."""
        if self.plot.spread:
            is_early = self.plot.end == End.SHIPPED_PART and self.number % 2 == 0
            return self.plot.spread * (0.45 if is_early else 1.0)
        minutes = self.lot.pieces * sum(float(step.standard_minutes) for step in self.steps)
        a_day = sum(woman.minutes_per_day for woman in self.world.workers[self.lot.station_id])
        return minutes / (a_day * self.pace)

    def send(self) -> None:
        """Send on one trip what all lots of the base that wait for material need, as far as it is in stock."""
        base = self.world.bases[self.plot.base]
        lines = slips.to_send(base).filter(lot__state=Lot.State.ACCEPTED)
        wanted = {line.pk: line.to_send for line in lines}
        with suppress(NotInStock, NothingToSend):
            manager = self.world.managers[self.plot.base][0]
            slips.send(base, wanted, by=manager, driver=DRIVER, key=self.key("trip"))

    def missing(self, place: int) -> Decimal:
        """Return what does not come of a material: of the first one of a few lots a little."""
        is_short = self.plot.base == BIG and self.number == 2 and place == 0
        return MISSING if is_short else Decimal(0)

    def report_missing(self, line: LotMaterial) -> None:
        """Let the lead report what did not come, and the base answer it."""
        key = self.key("missing", line.material_id)
        short = missing.report(line, quantity=line.coming, words=SHORT_WORDS, by=self.lead, key=key)
        manager = self.world.managers[self.plot.base][0]
        self.after(2, lambda: missing.answer(short, outcome="not_sent", words=FOUND, by=manager))

    def done(self, pieces: int) -> None:
        """Note that pieces have left the last operation. The base fetches them once the lot is complete."""
        self.waiting -= pieces
        if self.waiting == 0:
            self.after(1, self.bring)

    def bring(self) -> None:
        self.weigh()
        manager = self.world.managers[self.plot.base][0]
        pieces = receiving.receivable(self.lot)
        receiving.receive(self.lot, pieces=pieces, by=manager, key=self.key("receive"))
        if self.plot.end >= End.SHIPPED_PART:
            self.after(0.5, self.trade.send)

    def weigh(self) -> None:
        """Weigh what is left of each material, and send it back to the base."""
        chance, manager = self.world.chance("rest", self.lot.number), self.world.managers[self.plot.base][0]
        lines = list(self.lot.materials.order_by("pk"))
        left = {line.pk: (line.booked_in * Decimal(chance.choice(RESTS))).quantize(Decimal("0.01")) for line in lines}
        left = {line.pk: min(left[line.pk], line.booked_in) for line in lines}
        supplying.count_left(self.lot, left=left, by=self.lead, key=self.key("left"))
        for line in lines:
            if rest := left[line.pk]:
                supplying.give_back(line, quantity=rest, by=self.lead, key=self.key("back", line.material_id))
                supplying.receive_back(line, quantity=rest, by=manager, key=self.key("came", line.material_id))

    def key(self, *about: object) -> Any:
        return self.world.key("lot", self.plot.number, self.number, *about)


class Portion:
    """Some pieces of a lot that go from operation to operation together. What is rejected begins anew."""

    def __init__(self, journey: Journey, name: str, pieces: int, days: float, step: int = 0) -> None:
        self.journey, self.name, self.pieces, self.days, self.step = journey, name, pieces, days, step

    @property
    def operation(self) -> LotOperation:
        return self.journey.steps[self.step]

    def woman(self) -> Worker:
        women = self.journey.women[self.step]
        return women[(int(self.name.split(".")[0]) + self.step) % len(women)]

    def hand_out(self) -> None:
        """Hand the pieces to the next woman. There are fewer when the lead has given some to another meanwhile."""
        self.pieces = min(self.pieces, step_of(self.operation.lot, self.operation).left)
        if not self.pieces:
            return
        self.held = handing.hand_out(
            lot_operation=self.operation,
            worker=self.woman(),
            pieces=self.pieces,
            by=self.journey.lead,
            key=self.key("hand"),
        )
        self.journey.after(self.days / len(self.journey.steps), lambda: self.report(self.held, self.pieces, "report"))

    def report(self, held: Assignment, pieces: int, about: str) -> None:
        held.refresh_from_db()
        pieces = min(pieces, held.out)
        if not pieces:
            return
        minutes = self.operation.standard_minutes * pieces / self.woman().skills.order_by("pk")[0].pace
        made = reporting.report(
            assignment=held, pieces=pieces, by=held.worker.user or self.journey.lead, key=self.key(about),
            done_on=timezone.localdate(), minutes=max(1, round(minutes)),
        )  # fmt: skip
        self.journey.after(0.4, lambda: self.inspect(made, about))

    def inspect(self, report: WorkReport, about: str) -> None:
        """Find fault with some reports: their pieces are reworked by the same woman, or made anew."""
        is_first = about == "report"
        refused, rework = self.faults(report.pieces) if is_first else (0, 0)
        reason = self.journey.chance.choice(REASONS)
        verdict = inspecting.Verdict(report.pieces - refused - rework, rework, refused, reason)
        inspecting.inspect(report, verdict=verdict, by=self.journey.lead, key=self.key("inspect", about))
        if rework:
            self.journey.after(1, lambda: self.report(self.held, rework, "again"))
        if refused:
            anew = Portion(self.journey, f"{self.name}.{self.step}", refused, self.days / 2)
            self.journey.after(0.5, anew.hand_out)
        if good := report.pieces - refused - rework:
            self.pass_on(good, about)

    def faults(self, pieces: int) -> tuple[int, int]:
        """Return the pieces of a report to be made anew, and those to be reworked."""
        chance = self.journey.chance
        if chance.random() > OFTEN:
            return 0, 0
        faulty = min(pieces, 1 + round(pieces * self.journey.refused * chance.random()))
        return (faulty, 0) if chance.random() < 0.5 else (0, faulty)

    def pass_on(self, pieces: int, about: str) -> None:
        if self.step + 1 == len(self.journey.steps):
            self.journey.done(pieces)
            return
        name = self.name if about == "report" else f"{self.name}.a{self.step}"
        further = Portion(self.journey, name, pieces, self.days, self.step + 1)
        self.journey.after(0.1, further.hand_out)

    def key(self, *about: object) -> Any:
        return self.journey.key("portion", self.name, self.step, *about)


def shares(pieces: int, count: int) -> list[int]:
    """Split pieces into `count` portions, as even as can be."""
    return [pieces // count + (place < pieces % count) for place in range(count)]
