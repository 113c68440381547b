"""Test that each figure of docs/figures.md is on its page and is what the rows say, and that no other stands there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pgtrigger
from bs4 import Tag
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from dispatch import planning
from dispatch.models import Deduction, Lot, PayoutBatch, Period, TechSheet
from dispatch.pay import deducting, disputing, paying, settling, taking_back
from dispatch.rates import rating
from dispatch.work import inspecting, receiving, reporting, stocking, stopping, supplying
from shop.accounts.models import User
from shop.enquiries import quoting
from shop.enquiries.models import Enquiry, Quote
from shop.payments.models import Chargeback, Instalment, Payment, Refund, RefundRequest
from tests.dispatch.by_two import advance
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.figures_in_sql import FIGURES, counted
from tests.personas import Prefecture, in_days
from tests.reading import bars, beside, counts, number, read, stats, table, words
from tests.scene import Scene, build_scene
from workshops import teaching
from workshops.models import TrainingClass

DOCUMENT = Path(__file__).parents[1] / "docs" / "figures.md"
Order: Any = get_model("order", "Order")
ProductReview: Any = get_model("reviews", "ProductReview")
StockAlert: Any = get_model("partner", "StockAlert")
Shown = dict[str, Decimal]


@dataclass
class World:
    """A scene with odd numbers.

    `ready`: a lot with pieces to receive. `cut`: one of a stopped order. `odd`: one at rates of four places, timed.
    `period`: a closed one with all kinds of entries, `later`: the one after it. `offer`: one that is open.
    """

    scene: Scene
    ready: Lot
    cut: Lot
    odd: Lot
    period: Period
    later: Period
    offer: Quote
    course: TrainingClass
    plan: int

    def slip(self, period: Period) -> int:
        """Return the primary key of Xiuying's payslip of a closed period."""
        return period.payslips.get(worker=self.scene.payslip.worker).pk

    @property
    def known(self) -> dict[str, Any]:
        """Return the keys of the rows that the pages are about."""
        scene = self.scene
        return {
            "today": in_days(0), "base": scene.work_order.base_id, "order": scene.order.pk, "work": scene.work_order.pk,
            "cut": self.cut.pk, "later": self.later.pk,
            "lot": scene.lot.pk, "ready": self.ready.pk, "station": scene.lot.station_id, "period": self.period.pk,

            "first": scene.period.pk, "worker": scene.payslip.worker_id, "course": self.course.pk,
            "county": scene.lot.station.county.pk, "product": scene.work_order.line.product_id, "plan": self.plan,
            "me": scene.world.root.pk, "odd": self.odd.pk, "quote": self.offer.pk,
            "straw": scene.purchase.lines.get().material_id,
        }  # fmt: skip


def build(world: Prefecture) -> World:
    """Build the scene with work on its lot, a lot of 9 with 7 made and 3 here, one that is done, and a class."""
    with pgtrigger.ignore("dispatch.TechSheet:only_a_draft_changes"):
        TechSheet.objects.update(packing_cost=Decimal("0.35"))
    scene = build_scene(world)
    Lot.objects.filter(pk=scene.lot.pk).update(
        due_on=in_days(-2), tolerance=Decimal("0.15"), broker=world.fen, broker_rate=Decimal("0.35")
    )
    lot = Lot.objects.get(pk=scene.lot.pk)
    move_material(world, lot)
    made(world, lot, "xiuying", 3, step=2)
    receiving.receive(lot, pieces=2, by=world.mei, key=uuid4())
    ready, done = (lot_at(world, pieces=pieces) for pieces in (9, 5))
    for each, pieces, here in ((ready, 7, 3), (done, 5, 5)):
        for step in (1, 2):
            made(world, each, "guilan", pieces, step=step)
        receiving.receive(each, pieces=here, by=world.mei, key=uuid4())
    odd, cut = lot_of_four_places(world), cut_short(world)
    advance(world, "xiuying", "4.00")
    taking_back.agree(scene.taking_back, by=world.hong)
    period = pay(world, since=-40, until=-20)
    judge(world, tell(world, hand(world, odd, "xiuying", 1), 1), 1, 0, 0)
    later = pay(world, since=-19, until=-10)
    tell(world, hand(world, ready, "guilan", 2), 1)
    refused = judge(world, tell(world, hand(world, lot, "xiuying", 3, step=2), 3), 2, 0, 1)
    disputing.contest_inspection(refused, words="没有坏", by=world.xiuying)
    workers = [world.workers[name] for name in ("xiuying", "guilan", "yan")]
    place, straw = world.stations["liuzhuang"], world.crafts["straw"]
    course = teaching.announce(title="柳编班", craft=straw, station=place, begins_on=in_days(-9), days=2, seats=8)
    teaching.sign_up(course, workers)
    teaching.conclude(course, attended=workers[:2], passed=workers[:1])
    what_waits(world, scene)
    stocking.count(scene.purchase.lines.get().material, quantity=Decimal("3.3"), note="盘点", by=world.mei, key=uuid4())
    plan = planning.propose(world.bases["straw"], by=world.mei)
    planning.solve_plan(plan.pk, iterations=50)
    return World(scene, ready, cut, odd, period, later, offered(world), course, plan.pk)


def move_material(world: Prefecture, lot: Lot) -> None:
    """Let a lot's straw come, be used, sent back, spoiled, and arrive in part."""
    straw = lot.materials.get()
    supplying.book_in(lot, quantities={straw.pk: Decimal("11.5")}, by=world.lan, key=uuid4())
    supplying.use(straw, quantity=Decimal("3.25"), by=world.lan, key=uuid4())
    supplying.give_back(straw, quantity=Decimal("1.5"), by=world.lan, key=uuid4())
    supplying.scrap(straw, quantity=Decimal("0.75"), by=world.lan, key=uuid4(), note="受潮")
    supplying.receive_back(straw, quantity=Decimal("0.5"), by=world.mei, key=uuid4())


def cut_short(world: Prefecture) -> Lot:
    """Let a lot be stopped with its order while a part of its straw is left over."""
    lot = lot_at(world, pieces=6)
    straw = lot.materials.get()
    supplying.book_in(lot, quantities={straw.pk: Decimal("3.5")}, by=world.lan, key=uuid4())
    supplying.use(straw, quantity=Decimal("2.25"), by=world.lan, key=uuid4())
    stopping.stop(lot.work_order, reason="不要了", by=world.mei)
    return lot


def lot_of_four_places(world: Prefecture) -> Lot:
    """Let Xiuying make pieces in hours that she tells, of which an inspection was withdrawn."""
    lot = lot_at(world, pieces=12, rates=("20.5125", "7.4975"))
    held = hand(world, lot, "xiuying", 5)
    told = reporting.report(held, pieces=5, minutes=475, by=world.lan, key=uuid4(), done_on=in_days(0))
    inspecting.withdraw(judge(world, told, 3, 0, 2), why="看错了", by=world.lan)
    judge(world, told, 3, 0, 2)
    return lot


def offered(world: Prefecture) -> Quote:
    """Let Mei offer 130 baskets with a broker's margin in their cost, before the packing becomes dearer."""
    world.bases["straw"].links.update(broker=world.fen, broker_rate=Decimal("0.15"))
    terms = quoting.Terms(130, Decimal("41.37"), Decimal("12.34"), Decimal("0.333"), in_days(90), in_days(10))
    quote = quoting.send(Enquiry.objects.get(number="E6"), terms, by=world.mei, key=uuid4())
    with pgtrigger.ignore("dispatch.TechSheet:only_a_draft_changes"):
        TechSheet.objects.update(packing_cost=Decimal("0.47"))
    return quote


def pay(world: Prefecture, *, since: int, until: int) -> Period:
    """Close the next period, of some days, of which Xiuying has her money and Guilan is in no batch."""
    period = Period.objects.get(base=world.bases["straw"], state=Period.State.OPEN)
    Period.objects.filter(pk=period.pk).update(begins_on=in_days(since), ends_on=in_days(until))
    period.refresh_from_db()
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    slip = period.payslips.get(worker=world.workers["xiuying"])
    batch = paying.prepare(period, way=PayoutBatch.Way.CASH, by=world.mei, only=[slip])
    paying.release(batch, by=world.hong)
    paying.confirm(batch.payouts.get(), by=world.xiuying)
    return period


def what_waits(world: Prefecture, scene: Scene) -> None:
    """Let an enquiry, a rate, a deduction, a period, a transfer, a refund, a review and low stock wait."""
    base, basket = world.bases["straw"], world.products["basket"]
    for name in ("E6", "E7", "E8", "E9"):
        Enquiry.objects.create(
            number=name, product=basket, base=base, buyer=world.anna, contact="Anna", email="anna@example.org",
            pieces=70, wish_on=in_days(40), key=uuid4(),
        )  # fmt: skip
    rating.propose(basket.tech_sheets.get().operations.first(), rate=Decimal(25), from_on=in_days(9), by=world.mei)
    deducting.propose(
        base, worker=world.workers["xiuying"], why=Deduction.Why.SPOILED, amount=Decimal("1.10"), words="湿了",
        by=world.mei, key=uuid4(),
    )  # fmt: skip
    Period.objects.filter(base=base, state="open").update(ends_on=in_days(-1))
    paid, cancelled, *_placed = Order.objects.filter(enquiry=None).order_by("pk")
    for order, status in ((paid, "paid"), (cancelled, "cancelled")):
        Order.objects.filter(pk=order.pk).update(status=status)
    Payment.objects.create(instalment=scene.instalment, amount=Decimal(9), method=Payment.Method.TRANSFER)
    money_to_look_at(cancelled)
    RefundRequest.objects.create(
        order=scene.order, amount=Decimal("3.30"), reason=RefundRequest.Reason.GOODWILL, by=world.tai, state="waiting"
    )
    for user in (world.anna, world.ben):
        ProductReview.objects.create(product=basket, user=user, title="结实", body="好用", score=5)
    StockAlert.objects.create(stockrecord=basket.stockrecords.get(), threshold=60)


def money_to_look_at(order: Any) -> None:
    """Let too much have come for an order, some in another currency, some contested, and refunds wait."""
    part = Instalment.objects.create(order=order, kind="full", amount=Decimal(10), paid=Decimal(12))
    paid = [Payment.objects.create(instalment=part, amount=6, method="card", state="succeeded") for _ in range(2)]
    for foreign in ("USD 5.00", "EUR 4.00"):
        Payment.objects.create(instalment=part, amount=6, method="card", state="failed", foreign=foreign)
    for payment, states in zip(paid, (("started",), ("failed", "failed")), strict=True):
        for state in states:
            Refund.objects.create(payment=payment, amount=1, reason="goodwill", by_hand=True, state=state)
    for payment in paid:
        Chargeback.objects.create(payment=payment, reference=f"C{payment.pk}", amount=6)


@dataclass(frozen=True)
class Page:
    """A page as one person reads it: its address, and how its figures are read.

    `repeats`: the parts of the document whose figures it shows too, of other rows.
    """

    who: str
    address: Callable[[World], str]
    shown: Callable[[Tag, World], Shown]
    repeats: tuple[str, ...] = ()


def at(name: str, *path: Callable[[World], Any], query: str = "") -> Callable[[World], str]:
    return lambda world: reverse(name, args=[part(world) for part in path]) + query


def row(caption: str, heading: str, of: Callable[[World], str]) -> Callable[[Tag, World], Shown]:
    """Return a reader of the row of a table that is about one thing."""

    def shown(page: Tag, world: World) -> Shown:
        found = next(each for each in table(page, caption) if each[heading].split(" ")[0] == of(world))
        return {name: number(text) for name, text in found.items() if re.match(r"−?¥?[\d,.]+( /.*)?$", text)}

    return shown


def of_stats(page: Tag, _world: World) -> Shown:
    return stats(page)


def with_bars(page: Tag, _world: World) -> Shown:
    return stats(page) | {label: number(text) for label, text in bars(page).items()}


def of_split(page: Tag) -> Shown:
    split = page.find("h2", string="Where the buyer's money goes").parent
    rows = [each.find_all(["th", "td"]) for each in split.select("tbody tr, tfoot tr")]
    return {words(each[0]): number(words(each[1])) for each in rows}


def of_order(page: Tag, world: World) -> Shown:
    return with_bars(page, world) | of_split(page)


def of_bases(page: Tag, world: World) -> Shown:
    return of_split(page) | row("Bases", "Base", lambda _world: "Straw")(page, world)


def of_lot(page: Tag, world: World) -> Shown:
    step = table(page, "Operations")[0]
    names = ("Rate", "Minutes", "By the hour", "Minimum", "In hands", "To inspect", "Accepted", "Rejected")
    return stats(page) | {name: number(step[name]) for name in names}


def of_station(page: Tag, _world: World) -> Shown:
    return {
        words(each.select_one(".big-step-title")): number(words(each.select_one(".big-step-count")))
        for each in page.select(".big-step") if each.select_one(".big-step-count")
    }  # fmt: skip


def of_her(page: Tag, _world: World) -> Shown:
    tiles = {words(tile.select_one("span")): number(words(tile.strong)) for tile in page.select(".tile")}
    return tiles | {"Earned this month": number(words(page.select_one(".earned-amount")))}


def by_kind(lines: list[dict[str, str]]) -> Shown:
    """Return the amounts of a payslip's lines, added up by what they are."""
    found: Shown = {}
    for line in lines:
        kind = re.split("[:·]", line["What"])[0].strip()
        found[kind] = found.get(kind, Decimal(0)) + number(line["Amount"])
    return found


def of_slip(page: Tag, world: World) -> Shown:
    lines = table(page, "Lines")
    odd = next(line for line in lines if world.odd.number in line["Lot"] and line["By the hour"])
    sums = {words(each.th): number(words(each.td)) for each in page.select('[aria-label="Lines"] tfoot tr')}
    pieces = sum((number(line["Pieces"]) for line in lines if line["Pieces"]), Decimal(0))
    one = {name: number(odd[name]) for name in ("Rate", "By the hour")}
    one["Amount"] = number(table(page, "Payouts")[0]["Amount"])
    return by_kind(lines) | sums | one | {"Pieces": pieces}


def of_next_slip(page: Tag, _world: World) -> Shown:
    return {words(each.th): number(words(each.td)) for each in page.select('[aria-label="Lines"] tfoot tr')}


def of_her_slip(page: Tag, world: World) -> Shown:
    net = page.select_one(".earned-amount") or page.select_one("h1 .number")
    found: Shown = {"To be paid": number(words(net)), "Pieces": Decimal(0)}
    lines = []
    for each in page.select(".payslip-line"):
        what, amount = words(each.select_one(".soft") or each.div), words(each.select("strong")[-1])
        if work := re.match(r"(\d+) × (¥[\d.]+) = (¥[\d.]+) an hour", what):
            found["Pieces"] += number(work[1])
            what = "Accepted pieces"
            if world.odd.number in words(each):
                found |= {"Rate": number(work[2]), "By the hour": number(work[3])}
        lines.append({"What": what, "Amount": amount})
    return found | by_kind(lines)


def of_hours(page: Tag, world: World) -> Shown:
    found = next(each for each in table(page, "What an hour really paid") if world.odd.number in each["Lot"])
    return {name: number(text) for name, text in found.items() if name not in ("Lot", "Operation")}


def of_cost(part: Tag) -> Shown:
    found: Shown = {}
    for each in part.select('[aria-label="Cost"] tbody tr, [aria-label="Cost"] tfoot tr'):
        name, cells = words(each.th).split(":")[0], [number(words(cell)) for cell in each.select(".numeric")]
        name = "Materials" if name == "wheat straw" else name
        found[name] = found.get(name, Decimal(0)) + cells[1]
        if name == "Cost":
            found["Cost of a piece"] = cells[0]
    return found


def of_board(page: Tag, _world: World) -> Shown:
    return stats(page) | {"Pieces without a place": number(table(page, "Plans")[0]["Pieces without a place"])}


def of_reason(page: Tag, _world: World) -> Shown:
    return {words(term): number(words(term.find_next("dd"))) for term in page.select("dl.keyvalues dt")}


def first(caption: str, *names: str) -> Callable[[Tag, World], Shown]:
    """Return a reader of some figures in the first row of a table."""
    return lambda page, _world: {name: number(table(page, caption)[0][name]) for name in names}


def terms(part: Tag, inside: str = "dl.keyvalues") -> Shown:
    found = {words(term): words(term.find_next("dd")) for term in part.select(f"{inside} dt")}
    return {name: number(text) for name, text in found.items() if re.match(r"¥?[\d,.]+$", text)}


def of_enquiry(page: Tag, _world: World) -> Shown:
    hints = page.select_one("#hints")
    return of_cost(hints) | terms(hints)


def of_offer(page: Tag, _world: World) -> Shown:
    return of_cost(page.select_one("details.card:has(caption)")) | terms(page, "aside dl.keyvalues")


def of_many(page: Tag, _world: World) -> Shown:
    said = next(words(each) for each in page.select("p") if "Posted price" in words(each))
    return dict(zip(("Posted price", "In all"), map(number, re.findall(r"¥[\d,.]+", said)), strict=True))


def of_pay(page: Tag, world: World) -> Shown:
    return stats(page) | row("Closed periods", "Period", lambda world: str(world.period.begins_on))(page, world)


def of_overview(page: Tag, _world: World) -> Shown:
    rows = table(page, "Work and pay") + table(page, "From training to earning")
    drawn = {"Earned by month": number(words(page.select('[aria-label="Earned by month"] td')[-1]))}
    drawn["people"] = next(number(each["people"]) for each in table(page, BANDS) if each[BANDS] == "0–500")
    return stats(page) | drawn | {each["Figure"]: number(list(each.values())[1]) for each in rows}


def of_buyer(page: Tag, _world: World) -> Shown:
    money = page.find("h2", string="Paid and due").parent
    parts = {words(term): number(words(term.find_next("dd"))) for term in money.select("dt")} | terms(page)
    return parts | {label: number(text) for label, text in bars(page).items()}


def of_product(page: Tag, _world: World) -> Shown:
    tiers = {words(tier): number(words(tier.find_next("dd"))) for tier in page.select(".price-tiers dt")}
    stock = number(words(page.select_one(".buy-stock span")).removeprefix("In stock "))
    price = Decimal(page.select_one('.buy-box > [itemprop="price"]')["content"])
    return {"Price": price, "Ready to send": stock} | tiers


def of_dashboard(page: Tag, _world: World) -> Shown:
    found = page.select(".card-header")
    return {words(each).rsplit(" ", 1)[0]: number(words(each).rsplit(" ", 1)[1]) for each in found}


def of_sales(page: Tag, _world: World) -> Shown:
    rows, by_status = (caption.parent.select("tr") for caption in page.select("caption"))
    placed = next(each for each in by_status if each.a and words(each.a) == "Placed")
    return {words(each.th): number(words(each.td)) for each in rows} | {"Orders": number(words(placed.select("td")[1]))}


PAGES = {
    "Desk: today": Page("mei", at("desk:home"), of_stats, ("Desk: work orders",)),
    "Desk: work orders": Page(
        "mei", at("desk:orders"), row("Work orders", "Number", lambda world: world.scene.work_order.number)
    ),
    "Desk: work order": Page(
        "mei", at("desk:order-detail", lambda world: world.scene.work_order.number), of_order, ("Desk: lots",)
    ),
    "Desk: lots": Page("mei", at("desk:lots"), row("Lots", "Number", lambda world: world.scene.lot.number)),
    "Desk: lot": Page("mei", at("desk:lot-detail", lambda world: world.scene.lot.number), of_lot),
    "Desk: materials of a lot": Page(
        "mei",
        at("desk:lot-detail", lambda world: world.scene.lot.number),
        row("Materials", "Material", lambda _world: "wheat"),
    ),
    "Desk: materials of an ended lot": Page(
        "mei",
        at("desk:lot-detail", lambda world: world.cut.number),
        first("Materials", "To send back"),
        ("Desk: lot", "Desk: materials of a lot", "Desk: workers of a lot"),
    ),
    "Desk: materials": Page("mei", at("desk:materials"), row("Materials", "Material", lambda _world: "wheat")),
    "Desk: materials of a plan": Page(
        "mei", at("desk:dispatch"), row("Material of this plan", "Material", lambda _world: "wheat")
    ),
    "Desk: workers of a lot": Page(
        "mei",
        at("desk:lot-detail", lambda world: world.scene.lot.number),
        row("Who works on it", "Worker", lambda _world: "王秀英"),
    ),
    "Desk: receiving": Page("mei", at("desk:receiving"), row("Receiving", "Lot", lambda world: world.ready.number)),
    "Desk: plan": Page("mei", at("desk:dispatch"), of_board),
    "Desk: reason of a plan": Page("mei", at("desk:dispatch"), of_reason),
    "Desk: pay": Page("mei", at("desk:pay"), of_pay),
    "Desk: period": Page("mei", at("desk:pay-period", lambda world: world.period.pk), of_stats),
    "Desk: batches of a period": Page(
        "mei", at("desk:pay-period", lambda world: world.period.pk), first("Batches", "Payouts", "Sum", "Confirmed")
    ),
    "Desk: payslips of a period": Page(
        "mei", at("desk:pay-period", lambda world: world.period.pk), row("Payslips", "Worker", lambda _world: "王秀英")
    ),
    "Desk: payslip": Page("mei", at("desk:pay-payslip", lambda world: world.slip(world.period)), of_slip),
    "Desk: next payslip": Page(
        "mei", at("desk:pay-payslip", lambda world: world.slip(world.later)), of_next_slip, ("Desk: payslip",)
    ),
    "Desk: records": Page("mei", at("desk:pay-records"), row("Income by person", "Worker", lambda _world: "王秀英")),
    "Desk: real hours": Page("mei", at("desk:pay-hours"), of_hours),
    "Desk: enquiry": Page("mei", at("desk:enquiry-detail", lambda _world: "E6"), of_enquiry),
    "Desk: terms with the stations": Page(
        "mei",
        at("desk:enquiry-detail", lambda _world: "E6"),
        first("Terms with the stations", "Pieces", "Freight per piece", "Per lot", "Broker per piece", "In all"),
    ),
    "Desk: offer": Page("mei", at("desk:enquiry-detail", lambda _world: "E6"), of_offer),
    "Desk: sending": Page(
        "mei",
        at("desk:shipping-order", lambda world: world.scene.order.number),
        lambda page, _world: {
            name: number(text) for name, text in table(page, "What goes")[0].items() if text.isdecimal()
        },
    ),
    "Desk: shipments": Page(
        "mei", at("desk:shipping-order", lambda world: world.scene.order.number), first("Shipments", "Pieces")
    ),
    "Station: today": Page("lan", at("station:home"), of_station, ("Station: lot",)),
    "Station: lot": Page(
        "lan",
        at("station:lot", lambda world: world.scene.lot.token),
        lambda page, world: counts(page)[0] | with_bars(page, world),
        ("Station: materials",),
    ),
    "Station: reports": Page(
        "lan",
        at("station:reports"),
        lambda page, _world: {"To inspect": sum(map(number, map(words, page.select(".big-step-count"))), Decimal(0))},
    ),
    "Station: materials": Page(
        "lan",
        at("station:materials", lambda world: world.scene.lot.token),
        lambda page, _world: {
            name: number(text) for name, text in table(page)[0].items() if name in ("sent", "arrived", "here now")
        },
    ),
    "Station: worker": Page(
        "lan", at("station:worker", lambda world: world.scene.payslip.worker_id), lambda page, _world: counts(page)[0]
    ),
    "Me: my earnings": Page("xiuying", at("me:home"), of_her),
    "Station: payslip": Page("lan", at("station:payslip", lambda world: world.slip(world.period)), of_her_slip),
    "Station: next payslip": Page("lan", at("station:payslip", lambda world: world.slip(world.later)), of_her_slip),
    "Me: payslip": Page("xiuying", at("me:payslip", lambda world: world.slip(world.period)), of_her_slip),
    "Me: next payslip": Page("xiuying", at("me:payslip", lambda world: world.slip(world.later)), of_her_slip),
    "Federation: overview": Page("guan", at("federation:home"), of_overview, ("Federation: lots",)),
    "Federation: counties": Page(
        "guan", at("federation:counties"), row("Counties", "Place", lambda _world: "Qingxian")
    ),
    "Federation: stations": Page(
        "guan", at("federation:stations"), row("Stations", "Station", lambda _world: "Liuzhuang")
    ),
    "Federation: lots": Page(
        "guan", at("federation:lots"), row("Lots underway", "Lot", lambda world: world.scene.lot.number)
    ),
    "Federation: bases": Page("guan", at("federation:bases"), of_bases),
    "Federation: training": Page(
        "guan",
        at("federation:training", query=f"?since={in_days(-9)}&until={in_days(0)}"),
        row("Training", "Class", lambda world: world.course.title),
        ("Federation: overview",),
    ),
    "Buyer: order": Page("anna", at("orders:order-detail", lambda world: world.scene.order.number), of_buyer),
    "Buyer: villages of an order": Page(
        "anna",
        at("orders:order-detail", lambda world: world.scene.order.number),
        first("Where it is made", "Pieces", "Made"),
    ),
    "Buyer: lines of an order": Page(
        "anna",
        at("orders:order-detail", lambda world: world.scene.order.number),
        first("What you ordered", "Pieces", "Price per piece", "Sum"),
    ),
    "Buyer: quote": Page(
        "anna", at("enquiries:quote-detail", lambda _world: "E6", lambda _world: 1), lambda page, _world: terms(page)
    ),
    "Buyer: many pieces": Page(
        "anna",
        at(
            "enquiries:ask",
            lambda world: world.scene.work_order.line.product_id,
            query=f"?pieces=130&wish_on={in_days(120)}",
        ),
        of_many,
    ),
    "Product": Page(
        "anna", lambda world: world.scene.work_order.line.product.get_absolute_url().removeprefix("/zh"), of_product
    ),
    "Dashboard: what waits": Page("root", at("dashboard:index"), of_dashboard),
    "Dashboard: sales in figures": Page("root", at("dashboard:order-stats"), of_sales),
}


# What is written in numbers and counts nothing: days, moments, quarters, and the numbers by which rows are called
NAMES = re.compile(r"\d{4}-\d\d(-\d\d)?( \d\d:\d\d)?|\d{4}Q\d|\b[A-Z]{1,2}\d[\w-]*")
# Sentences that name a row, the setting of a plan, the number of an attempt, the words of a rate, and names of bands
BANDS = "Workers by what they earned in 90 days, CNY"
NO_FIGURES = {"What waits", "Weight of fairness", "Attempt", "Where it comes from", BANDS}


def undocumented(page: Tag, known: set[str]) -> Iterator[str]:
    """Yield the numbers in tables, beside terms, in tiles and in bars of which no name is a figure in `known`."""
    for names, text in beside(page):
        named = {re.split(":| · ", name)[0] for name in names}
        named |= {"Materials"} if named & {"wheat straw"} else set()
        if re.search(r"\d", NAMES.sub("", text)) and not named & (known | NO_FIGURES):
            yield f"{text} beside {' and '.join(sorted(names))}"


def is_shown(amount: Decimal, shown: Decimal) -> bool:
    """Return whether an amount is what a page shows, to the places that it shows."""
    return shown == round(amount, max(-int(shown.as_tuple().exponent), 0))


def documented() -> dict[str, set[str]]:
    """Return the figures of each page that the document lists."""
    found = {}
    for part in DOCUMENT.read_text().split("\n## ")[1:]:
        lines = part.splitlines()
        rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
        assert all(len(cells) == 4 and all(cells) for cells in rows), lines[0]
        found[lines[0]] = {cells[0] for cells in rows[1:]}
    return found


def test_each_figure_of_the_document_is_compared_and_each_comparison_documented() -> None:
    assert documented() == {name: set(figures) for name, figures in FIGURES.items()}


def test_every_figure_is_what_its_rows_say(prefecture: Prefecture, signed_in: Callable[[User | None], Client]) -> None:
    world, wrong = build(prefecture), []
    for name, figures in FIGURES.items():
        page = PAGES[name]
        soup = read(signed_in(getattr(prefecture, page.who)), page.address(world))
        shown = page.shown(soup, world)
        wanted = {label: counted(statement, world.known) for label, statement in figures.items()}
        here = {other for other in FIGURES if PAGES[other].address(world) == page.address(world)}
        parts = here.union(*(PAGES[other].repeats for other in here))
        known = {label for other in parts for label in FIGURES[other]}
        wrong += [f"{name}: {number} is not documented" for number in undocumented(soup, known)]
        wrong += [
            f"{name}: {label} shows {shown.get(label)} instead of {amount}"
            for label, amount in wanted.items() if not is_shown(amount, shown.get(label, Decimal(0)))
        ]  # fmt: skip
    assert not wrong, "\n".join(wrong)
