"""Test tech sheets in versions: drawn up, written, put in force, and kept as they were for work that goes on."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from catalog.models import Product
from dispatch.models import Material, Operation, PlanLine, RateCard, TechSheet
from dispatch.planning.making import makings_of
from dispatch.rates import rating, tech_sheets
from dispatch.rates.errors import HasRecords, NoOperations, NoRate, NotOfThisSheet, SheetIsNoDraft
from dispatch.rates.tech_sheets import Need, Step
from dispatch.work import issuing
from shop.refusing import NotYours
from tests.dispatch.lots import work_order
from tests.personas import Prefecture, in_days, product

TERMS: dict[str, Any] = {"min_lot": 10, "packing_cost": Decimal(0), "notes": ""}


def drawn_up(world: Prefecture, **more: Any) -> TechSheet:
    """Let Mei start the next version of the basket's sheet."""
    return tech_sheets.draw_up(world.products["basket"], base=world.bases["straw"], by=world.mei, **more)


def steps(sheet: TechSheet) -> list[Step]:
    """Return the operations of a sheet as they are."""
    names = ("pk", "name", "name_en", "craft", "standard_minutes", "skill", "study")
    return [Step(*(getattr(each, name) for name in names)) for each in sheet.operations.order_by("position")]


def needs(sheet: TechSheet) -> list[Need]:
    return [Need(each.material, each.per_piece, each.waste) for each in sheet.materials.all()]


def with_rate(world: Prefecture, operation: Operation, rate: str) -> RateCard:
    """Let Mei propose a rate and Hong approve it."""
    card = rating.propose(operation, rate=Decimal(rate), from_on=in_days(0), by=world.mei)
    return rating.approve(card, by=world.hong)


def tray(world: Prefecture) -> Product:
    """Return a new product of the straw base."""
    return product(world.bases["straw"], "麦草托盘", "straw tray", price="45", category=world.categories["straw"])


def names(sheet: TechSheet) -> list[str]:
    return list(sheet.operations.order_by("position").values_list("name", flat=True))


def test_a_version_starts_from_the_old_one_and_keeps_its_rates(prefecture: Prefecture) -> None:
    draft = drawn_up(prefecture)
    assert drawn_up(prefecture) == draft, "one draft at a time"
    assert (draft.version, draft.state, names(draft)) == (2, "draft", ["编篮身", "缝提手"])
    assert [need.per_piece for need in needs(draft)] == [Decimal("0.8")]
    cards = rating.in_force(draft.operations.all(), in_days(0))
    assert sorted(card.rate for card in cards.values()) == [Decimal("7.5"), Decimal("20.5")]
    with_rate(prefecture, draft.operations.get(position=1), "22")
    old = TechSheet.objects.get(version=1).operations.get(position=1)
    assert rating.in_force([old], in_days(0))[old.pk].rate == Decimal(22), "an operation has one rate in all versions"


def test_operations_are_ordered_removed_and_added(prefecture: Prefecture) -> None:
    draft = drawn_up(prefecture)
    body, handle = steps(draft)
    sanding = Step(None, "打磨", "Sand", prefecture.crafts["straw"], Decimal(9), skill="new")
    tech_sheets.specify(draft, [handle, sanding, body], needs(draft), **TERMS, by=prefecture.mei)
    assert names(draft) == ["缝提手", "打磨", "编篮身"]
    tech_sheets.specify(draft, [*steps(draft)[::-1][:2]], [], **TERMS, by=prefecture.mei)
    assert names(draft) == ["编篮身", "打磨"]
    assert not draft.materials.exists()
    rating.propose(draft.operations.get(name="打磨"), rate=Decimal(5), from_on=in_days(0), by=prefecture.mei)
    with pytest.raises(HasRecords):
        tech_sheets.specify(draft, steps(draft)[:1], [], **TERMS, by=prefecture.mei)
    tech_sheets.discard(draft, by=prefecture.mei)
    assert not RateCard.objects.waiting().exists(), "its open proposals went with it"
    assert names(drawn_up(prefecture)) == ["编篮身", "缝提手"]


def test_minutes_rest_on_a_study_of_the_same_operation(prefecture: Prefecture) -> None:
    draft = drawn_up(prefecture)
    body, handle = draft.operations.order_by("position")
    samples = [Decimal(60), Decimal(66), Decimal(63)]
    worker = prefecture.workers["xiuying"]
    study = rating.study(body, worker=worker, samples=samples, studied_on=in_days(0), by=prefecture.mei)
    measured = [Step(body.pk, body.name, "", body.craft, study.median, study=study), steps(draft)[1]]
    tech_sheets.specify(draft, measured, [], **TERMS, by=prefecture.mei)
    body.refresh_from_db()
    assert (body.study, body.standard_minutes) == (study, Decimal(63))
    foreign = [measured[0], Step(handle.pk, handle.name, "", handle.craft, Decimal(9), study=study)]
    with pytest.raises(NotOfThisSheet):
        tech_sheets.specify(draft, foreign, [], **TERMS, by=prefecture.mei)
    tech_sheets.put_in_force(draft, by=prefecture.mei)
    assert drawn_up(prefecture).operations.get(position=1).study == study


def test_a_sheet_is_copied_from_a_like_product_without_its_rates(prefecture: Prefecture) -> None:
    like, made = TechSheet.objects.get(), tray(prefecture)
    draft = tech_sheets.draw_up(made, base=prefecture.bases["straw"], by=prefecture.mei, like=like)
    assert names(draft) == ["编篮身", "缝提手"]
    assert needs(draft) == needs(like)
    with pytest.raises(NoRate):
        tech_sheets.put_in_force(draft, by=prefecture.mei)
    for operation in draft.operations.all():
        with_rate(prefecture, operation, "30")
    tech_sheets.put_in_force(draft, by=prefecture.mei)
    assert RateCard.objects.filter(operation__sheet=like).count() == 2, "the like product's rates are its own"
    tech_sheets.copy_into(drawn_up(prefecture), like=draft, by=prefecture.mei)
    assert names(drawn_up(prefecture)) == ["编篮身", "缝提手", "编篮身", "缝提手"]


def test_open_work_stays_by_the_version_that_it_began_with(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=10, unplaced=10)
    draft = drawn_up(prefecture)
    (straw,) = needs(draft)
    wasteful = Need(straw.material, straw.per_piece, Decimal("0.25"))
    tech_sheets.specify(draft, steps(draft)[:1], [wasteful], **TERMS, by=prefecture.mei)
    tech_sheets.put_in_force(draft, by=prefecture.mei)
    line = PlanLine(work_order=order, station=prefecture.stations["liuzhuang"], pieces=10, begins_on=in_days(0))
    line.ends_on = in_days(5)
    (lot,) = issuing.issue([line], by=prefecture.mei)
    assert [each.operation.name for each in lot.operations.order_by("position")] == ["编篮身", "缝提手"]
    assert lot.materials.get().planned == Decimal(8)
    old, new = makings_of([order.sheet_id, draft.pk], in_days(0)).values()
    assert (old.minutes, new.minutes) == (Decimal(95), Decimal(70))
    assert new.materials == Decimal("6.5"), "0.8 kg and a quarter of it as waste"
    with pytest.raises(ProgrammingError, match="sheet_id"), transaction.atomic():
        type(order).objects.filter(pk=order.pk).update(sheet=draft)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dispatch_operation SET standard_minutes = 1 WHERE sheet_id = %(sheet)s",
        "UPDATE dispatch_sheetmaterial SET waste = 0.5 WHERE sheet_id = %(sheet)s",
        "DELETE FROM dispatch_sheetmaterial WHERE sheet_id = %(sheet)s",
        "UPDATE dispatch_techsheet SET notes = 'x' WHERE id = %(sheet)s",
        "UPDATE dispatch_techsheet SET state = 'draft' WHERE id = %(sheet)s",
        """INSERT INTO dispatch_operation (sheet_id, position, name, name_en, craft_id, skill, standard_minutes)
        SELECT sheet_id, 9, 'x', 'x', craft_id, 'able', 9 FROM dispatch_operation WHERE sheet_id = %(sheet)s""",
    ],
)
def test_the_database_keeps_a_version_in_force_as_it_is(prefecture: Prefecture, change: str) -> None:
    sheet = TechSheet.objects.get()
    with pytest.raises(IntegrityError, match="no draft"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, {"sheet": sheet.pk})


def test_a_version_in_force_is_not_written(prefecture: Prefecture) -> None:
    sheet = TechSheet.objects.get()
    for deed in (tech_sheets.discard, tech_sheets.put_in_force):
        with pytest.raises(SheetIsNoDraft, match="v1"):
            deed(sheet, by=prefecture.mei)
    with pytest.raises(SheetIsNoDraft):
        tech_sheets.specify(sheet, [], [], **TERMS, by=prefecture.mei)


def test_a_sheet_without_operations_does_not_come_into_force(prefecture: Prefecture) -> None:
    made, straw = tray(prefecture), prefecture.bases["straw"]
    draft = tech_sheets.draw_up(made, base=straw, by=prefecture.mei)
    with pytest.raises(NoOperations):
        tech_sheets.put_in_force(draft, by=prefecture.mei)
    with pytest.raises(NotYours):
        tech_sheets.draw_up(made, base=straw, by=prefecture.otto)
    silk = Material.objects.create(base=prefecture.bases["cloth"], name="绸", unit="m", unit_cost=Decimal(9))
    with pytest.raises(NotOfThisSheet):
        tech_sheets.specify(draft, [], [Need(silk, Decimal(1))], **TERMS, by=prefecture.mei)


def test_one_proposal_of_an_operation_waits_in_the_database_too(prefecture: Prefecture) -> None:
    step = Operation.objects.get(position=1)
    rating.propose(step, rate=Decimal(21), from_on=in_days(0), by=prefecture.mei)
    second = {"rate": 22, "standard_minutes": 70, "from_on": in_days(0), "proposed_by": prefecture.hong, "version": 9}
    with pytest.raises(IntegrityError, match="one_open_proposal"), transaction.atomic():
        RateCard.objects.create(operation=step, **second)
