"""Specify how the demo's goods are made: tech sheets, materials, and piece rates that two managers agreed on."""

from datetime import timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from django.utils import timezone

from demo.assortment import BIG, Model
from demo.goods import fen
from demo.world import World
from dispatch.models import Material, Operation, Purchase, TimeStudy
from dispatch.rates import rating, tech_sheets
from dispatch.rates.tech_sheets import Need, Skill, Step
from dispatch.work import buying, stocking
from dispatch.work.buying import Wanted
from shop.accounts.models import User
from shop.money import FEN
from workshops.models import Base

LOW = ("lid", "coasters", "slippers", "bracelet", "knot")  # trades that pay below the minimum, and say so
WASTE = Decimal("0.05")
FIRST, LOW_AT = Decimal(200), Decimal(20)  # of each material, in its unit
SUPPLIERS = ("草柳原料行", "布料线绳行", "杂件五金铺")
NOTES = "按样品验收；受潮、开裂、尺寸差 5% 以上返工。"
WHY_LOW = "示例：农闲时在家做的轻活，可随时停手；已定于下季提价。"


def build(world: World, models: dict[Base, list[Model]]) -> None:
    """Write a sheet for every product and put it in force."""
    for base, made in models.items():
        materials = stock_materials(world, base, made)
        floor = rating.highest_minimum(base, world.today)
        first, second = world.managers[base.slug]
        for product, model in zip(world.goods[base.slug], made, strict=True):
            sheet = tech_sheets.draw_up(product, base=base, by=first)
            steps, needs = steps_of(world, model), needs_of(materials, model)
            terms = {"min_lot": model.family["min_lot"], "packing_cost": Decimal(0), "notes": NOTES}
            tech_sheets.specify(sheet, steps, needs, by=first, **terms)
            for operation, step in zip(sheet.operations.order_by("position"), model.family["steps"], strict=True):
                rate(world, base, operation, model, step[2], floor)
            world.sheets[product.pk] = tech_sheets.put_in_force(sheet, by=second)


def steps_of(world: World, model: Model) -> list[Step]:
    """Return the operations of a model. The part that takes longest wants an experienced hand."""
    family, craft = model.family, world.crafts[model.family["craft"]]
    longest = max(share for _name, _en, share in family["steps"])
    return [
        Step(None, name, name_en, craft, minutes, skill=Skill.EXPERT if share == longest else Skill.ABLE)
        for name, name_en, share in family["steps"]
        for minutes in [fen(scaled(family["minutes"] * share, model.size.factor))]
    ]


def needs_of(materials: dict[str, Material], model: Model) -> list[Need]:
    """Return the materials of a model: what the assortment names holds the waste."""
    return [
        Need(materials[name], round(scaled(quantity, model.size.factor) / (1 + WASTE), 4), WASTE)
        for name, _en, _unit, _cost, quantity in model.family["materials"]
    ]


def stock_materials(world: World, base: Base, models: list[Model]) -> dict[str, Material]:
    """Return the materials that the base buys for its goods, by name, with a first purchase of each in stock."""
    by = world.managers[base.slug][0]
    found: dict[str, Material] = {}
    for model in models:
        for name, name_en, unit, cost, _quantity in model.family["materials"]:
            if name not in found:
                supplier = SUPPLIERS[len(found) % len(SUPPLIERS)]
                said = {"name": name, "name_en": name_en, "unit": unit, "unit_cost": Decimal(str(cost))}
                who = {"supplier": supplier, "supplier_phone": "0310-5550100", "low_at": LOW_AT}
                known: dict[str, Any] = said | who
                found[name] = stocking.keep(base, by=by, **known)
    for supplier in SUPPLIERS:
        wanted = [Wanted(each, FIRST, each.unit_cost) for each in found.values() if each.supplier == supplier]
        if wanted:
            note = buying.order(base, wanted, supplier=supplier, by=by, key=world.key("stock", base.slug, supplier))
            take_in(world, note, by)
    return found


def take_in(world: World, note: Purchase, by: User) -> None:
    """Receive all of a purchase note at the price that it names."""
    came = {line.pk: (line.quantity, line.unit_cost) for line in note.lines.all()}
    buying.receive(note, came, by=by, key=world.key("receipt", note.number))


def rate(world: World, base: Base, made: Operation, model: Model, share: float, floor: Decimal) -> None:
    """Propose and approve the rate of an operation: the family's, raised to the minimum wage.

    Trades that are known to pay less keep their rate and say why.
    """
    wanted = fen(scaled(model.family["rate"] * share, model.size.factor))
    least = (floor * made.standard_minutes / 60).quantize(FEN, ROUND_UP)
    is_low = model.family["motif"] in LOW and wanted < least
    first, second = world.managers[base.slug]
    study = measured(world, made) if base.slug == BIG else None
    card = rating.propose(
        made,
        rate=max(wanted, FEN) if is_low else max(wanted, least),
        from_on=timezone.localdate(),
        by=first,
        standard_minutes=made.standard_minutes,
        study=study,
        reason=WHY_LOW if is_low else "",
    )
    rating.approve(card, by=second)


def measured(world: World, made: Operation) -> TimeStudy:
    """Return a time study behind the standard minutes: five pieces of a woman who is trained in the craft."""
    worker = rating.workers_of(made.sheet.base).filter(skills__craft=made.craft).order_by("number")[0]
    chance = world.chance("study", made.sheet_id, made.position)
    samples = [fen(made.standard_minutes * Decimal(str(round(chance.uniform(0.9, 1.12), 2)))) for _piece in range(4)]
    day = world.begins_on - timedelta(days=40)
    by = world.managers[BIG][0]
    return rating.study(made, worker=worker, samples=[*samples, made.standard_minutes], studied_on=day, by=by)


def scaled(amount: float, factor: float) -> Decimal:
    return Decimal(str(round(amount * factor, 4)))
