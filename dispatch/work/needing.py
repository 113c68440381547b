"""Hold what a plan needs of each material against what the base has, and order what is short by purchase notes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Sum

from dispatch.models import DispatchPlan, Material, Purchase, SheetMaterial
from dispatch.work import buying, stocking
from dispatch.work.errors import NoMaterials
from shop.accounts.models import User
from workshops.reach import must_manage

HUNDREDTH = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Need:
    """What a plan needs of a material, in its unit, beside what other lots still wait for and what there is."""

    material: Material
    needed: Decimal
    promised: Decimal
    ordered: Decimal

    @property
    def short(self) -> Decimal:
        """Return by how much stock and orders together fall short of what this plan and other lots need."""
        return max(self.needed + self.promised - self.material.stock - self.ordered, NOTHING)


def needs_of(plan: DispatchPlan) -> list[Need]:
    """Return what each material is needed for by the lots of a plan, what is short first. Three queries."""
    pieces = dict(
        plan.lines.filter(pieces__gt=0).order_by().values_list("work_order__sheet").annotate(pieces=Sum("pieces"))
    )
    needed: dict[int, Decimal] = defaultdict(Decimal)
    for sheet, material, gross in SheetMaterial.objects.filter(sheet__in=pieces).values_list(
        "sheet", "material", "gross"
    ):
        needed[material] += gross * pieces[sheet]
    materials = stocking.with_needs(Material.objects.filter(pk__in=needed))
    found = [Need(each, needed[each.pk], each.promised, each.ordered) for each in materials]
    return sorted(found, key=lambda need: (not need.short, need.material.name))


@transaction.atomic
def buy_what_is_short(plan: DispatchPlan, *, by: User, key: UUID, needed_on: date | None = None) -> list[Purchase]:
    """Write a purchase note to each supplier of what a plan lacks, at the present prices.

    Raises NotYours, NoMaterials when nothing is short.
    """
    must_manage(plan.base_id, by)
    short = [need for need in needs_of(plan) if need.short]
    known = list(Purchase.objects.filter(key__in=[_key(key, need) for need in short] or [key]))
    if known:
        return known
    if not short:
        raise NoMaterials
    return [
        buying.order(
            plan.base,
            [_wanted(need) for need in needs],
            supplier=needs[0].material.supplier,
            supplier_phone=needs[0].material.supplier_phone,
            needed_on=needed_on,
            by=by,
            key=_key(key, needs[0]),
        )
        for needs in _by_supplier(short)
    ]


def _by_supplier(needs: Iterable[Need]) -> list[list[Need]]:
    groups: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        groups[need.material.supplier].append(need)
    return list(groups.values())


def _wanted(need: Need) -> buying.Wanted:
    return buying.Wanted(need.material, need.short.quantize(HUNDREDTH, ROUND_UP), need.material.unit_cost)


def _key(key: UUID, need: Need) -> UUID:
    return uuid5(key, need.material.supplier)
