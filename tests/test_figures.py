"""Test that each figure of docs/figures.md is on its page and is what the rows say, and that no other stands there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from bs4 import Tag
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from dispatch import planning
from dispatch.models import Deduction, Lot, PayoutBatch, Period, TechSheet
from dispatch.pay import deducting, disputing, paying, settling
from dispatch.rates import rating
from dispatch.work import receiving, supplying
from shop.accounts.models import User
from shop.enquiries.models import Enquiry
from shop.payments.models import Payment, RefundRequest
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.figures_in_sql import FIGURES, counted
from tests.personas import Prefecture, in_days
from tests.reading import bars, counts, number, read, stats, table, words
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
    """A scene with odd numbers. `ready`: a lot with pieces to receive. `period`: the latest closed one."""

    scene: Scene
    ready: Lot
    period: Period
    course: TrainingClass
    plan: int

    @property
    def known(self) -> dict[str, Any]:
        """Return the keys of the rows that the pages are about."""
        scene = self.scene
        return {
            "today": in_days(0), "base": scene.work_order.base_id, "order": scene.order.pk, "work": scene.work_order.pk,
            "lot": scene.lot.pk, "ready": self.ready.pk, "station": scene.lot.station_id, "period": self.period.pk,
            "first": scene.period.pk, "worker": scene.payslip.worker_id, "course": self.course.pk,
            "county": scene.lot.station.county_id, "product": scene.work_order.line.product_id, "plan": self.plan,
            "me": scene.world.root.pk,
        }  # fmt: skip


def build(world: Prefecture) -> World:
    """Build the scene with work on its lot, a lot of 9 with 7 made and 3 here, one that is done, and a class."""
    TechSheet.objects.update(packing_cost=Decimal("0.35"))
    scene = build_scene(world)
    Lot.objects.filter(pk=scene.lot.pk).update(
        due_on=in_days(-2), tolerance=Decimal("0.15"), broker=world.fen, broker_rate=Decimal("0.35")
    )
    lot = Lot.objects.get(pk=scene.lot.pk)
    supplying.book_in(lot, quantities={lot.materials.get().pk: Decimal("11.5")}, by=world.lan, key=uuid4())
    made(world, lot, "xiuying", 3, step=2)
    receiving.receive(lot, pieces=2, by=world.mei, key=uuid4())
    ready, done = (lot_at(world, pieces=pieces) for pieces in (9, 5))
    for each, pieces, here in ((ready, 7, 3), (done, 5, 5)):
        for step in (1, 2):
            made(world, each, "guilan", pieces, step=step)
        receiving.receive(each, pieces=here, by=world.mei, key=uuid4())
    period = pay(world)
    tell(world, hand(world, ready, "guilan", 2), 1)
    refused = judge(world, tell(world, hand(world, lot, "xiuying", 3, step=2), 3), 2, 0, 1)
    disputing.contest_inspection(refused, words="没有坏", by=world.xiuying)
    workers = [world.workers[name] for name in ("xiuying", "guilan", "yan")]
    place, straw = world.stations["liuzhuang"], world.crafts["straw"]
    course = teaching.announce(title="柳编班", craft=straw, station=place, begins_on=in_days(-9), days=2, seats=8)
    teaching.sign_up(course, workers)
    teaching.conclude(course, attended=workers[:2], passed=workers[:1])
    what_waits(world, scene)
    plan = planning.propose(world.bases["straw"], by=world.mei)
    planning.solve_plan(plan.pk, iterations=50)
    return World(scene, ready, period, course, plan.pk)


def pay(world: Prefecture) -> Period:
    """Close a second period, of which Xiuying has her money and Guilan is in no batch."""
    period = Period.objects.get(base=world.bases["straw"], state=Period.State.OPEN)
    Period.objects.filter(pk=period.pk).update(begins_on=in_days(-40), ends_on=in_days(-20))
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
    for name in ("E7", "E8", "E9"):
        Enquiry.objects.create(
            number=name, product=basket, base=base, buyer=world.anna, contact="Anna", email="anna@example.org",
            pieces=70, wish_on=in_days(40), key=uuid4(),
        )  # fmt: skip
    rating.propose(basket.tech_sheet.operations.first(), rate=Decimal(25), from_on=in_days(9), by=world.mei)
    deducting.propose(
        base, worker=world.workers["xiuying"], why=Deduction.Why.SPOILED, amount=Decimal("1.10"), words="湿了",
        by=world.mei, key=uuid4(),
    )  # fmt: skip
    Period.objects.filter(base=base, state="open").update(ends_on=in_days(-1))
    from_shelf = Order.objects.filter(enquiry=None).order_by("pk")
    for order, status in zip(from_shelf, ("paid", "cancelled"), strict=True):
        Order.objects.filter(pk=order.pk).update(status=status)
    Payment.objects.create(instalment=scene.instalment, amount=Decimal(9), method=Payment.Method.TRANSFER)
    RefundRequest.objects.create(
        order=scene.order, amount=Decimal("3.30"), reason=RefundRequest.Reason.GOODWILL, by=world.tai, state="waiting"
    )
    for user in (world.anna, world.ben):
        ProductReview.objects.create(product=basket, user=user, title="结实", body="好用", score=5)
    StockAlert.objects.create(stockrecord=basket.stockrecords.get(), threshold=60)


@dataclass(frozen=True)
class Page:
    """A page as one person reads it: its address, and how its figures are read."""

    who: str
    address: Callable[[World], str]
    shown: Callable[[Tag, World], Shown]


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
    return stats(page) | {name: number(step[name]) for name in ("In hands", "To inspect", "Accepted", "Rejected")}


def of_station(page: Tag, _world: World) -> Shown:
    return {
        words(each.select_one(".big-step-title")): number(words(each.select_one(".big-step-count")))
        for each in page.select(".big-step") if each.select_one(".big-step-count")
    }  # fmt: skip


def of_her(page: Tag, _world: World) -> Shown:
    tiles = {words(tile.select_one("span")): number(words(tile.strong)) for tile in page.select(".tile")}
    return tiles | {"Earned this month": number(words(page.select_one(".earned-amount")))}


def of_pay(page: Tag, world: World) -> Shown:
    return stats(page) | row("Closed periods", "Period", lambda world: str(world.period.begins_on))(page, world)


def of_overview(page: Tag, _world: World) -> Shown:
    rows = table(page, "Work and pay") + table(page, "From training to earning")
    return stats(page) | {each["Figure"]: number(list(each.values())[1]) for each in rows}


def of_buyer(page: Tag, _world: World) -> Shown:
    money = page.find("h2", string="Paid and due").parent
    parts = {words(term): number(words(term.find_next("dd"))) for term in money.select("dt")}
    return parts | {label: number(text) for label, text in bars(page).items()}


def of_product(page: Tag, _world: World) -> Shown:
    tier = number(words(page.select(".price-tiers dd")[-1]))
    stock = number(words(page.select_one(".buy-stock span")).removeprefix("In stock "))
    price = Decimal(page.select_one('.buy-box > [itemprop="price"]')["content"])
    return {"Price": price, "Ready to send": stock, "From 100": tier}


def of_dashboard(page: Tag, _world: World) -> Shown:
    found = page.select(".card-header")
    return {words(each).rsplit(" ", 1)[0]: number(words(each).rsplit(" ", 1)[1]) for each in found}


def of_sales(page: Tag, _world: World) -> Shown:
    rows = page.select_one("caption").parent.select("tr")
    return {words(each.th): number(words(each.td)) for each in rows}


PAGES = {
    "Desk: today": Page("mei", at("desk:home"), of_stats),
    "Desk: work orders": Page(
        "mei", at("desk:orders"), row("Work orders", "Number", lambda world: world.scene.work_order.number)
    ),
    "Desk: work order": Page("mei", at("desk:order-detail", lambda world: world.scene.work_order.number), of_order),
    "Desk: lots": Page("mei", at("desk:lots"), row("Lots", "Number", lambda world: world.scene.lot.number)),
    "Desk: lot": Page("mei", at("desk:lot-detail", lambda world: world.scene.lot.number), of_lot),
    "Desk: receiving": Page("mei", at("desk:receiving"), row("Receiving", "Lot", lambda world: world.ready.number)),
    "Desk: plan": Page("mei", at("desk:dispatch"), of_stats),
    "Desk: pay": Page("mei", at("desk:pay"), of_pay),
    "Desk: period": Page("mei", at("desk:pay-period", lambda world: world.period.pk), of_stats),
    "Desk: sending": Page(
        "mei",
        at("desk:shipping-order", lambda world: world.scene.order.number),
        lambda page, _world: {
            name: number(text) for name, text in table(page, "What goes")[0].items() if text.isdecimal()
        },
    ),
    "Station: today": Page("lan", at("station:home"), of_station),
    "Station: lot": Page(
        "lan",
        at("station:lot", lambda world: world.scene.lot.token),
        lambda page, world: counts(page)[0] | with_bars(page, world),
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
    "Me: payslip": Page(
        "xiuying",
        at("me:payslip", lambda world: world.scene.payslip.pk),
        lambda page, _world: {"To be paid": number(words(page.select_one(".earned-amount")))},
    ),
    "Federation: overview": Page("guan", at("federation:home"), of_overview),
    "Federation: counties": Page(
        "guan", at("federation:counties"), row("Counties", "County", lambda _world: "Qingxian")
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
    ),
    "Buyer: order": Page("anna", at("orders:order-detail", lambda world: world.scene.order.number), of_buyer),
    "Product": Page(
        "anna", lambda world: world.scene.work_order.line.product.get_absolute_url().removeprefix("/zh"), of_product
    ),
    "Dashboard: what waits": Page("root", at("dashboard:index"), of_dashboard),
    "Dashboard: sales in figures": Page("root", at("dashboard:order-stats"), of_sales),
}


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
        wrong += [f"{name}: {label} is not documented" for label in stats(soup).keys() - wanted.keys()]
        wrong += [
            f"{name}: {label} shows {shown.get(label)} instead of {amount}"
            for label, amount in wanted.items() if not is_shown(amount, shown.get(label, Decimal(0)))
        ]  # fmt: skip
    assert not wrong, "\n".join(wrong)
