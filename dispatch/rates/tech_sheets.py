"""Specify how a product is made: draw up a version of its tech sheet, change it as a draft, and put it in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product
from dispatch import planning_version
from dispatch.models import Material, Operation, RateCard, TechSheet, TimeStudy
from dispatch.rates import rating
from dispatch.rates.errors import HasRecords, NoOperations, NoRate, NotOfThisSheet, SheetIsNoDraft
from shop.accounts.models import User
from shop.refusing import NotYours
from workshops.journal import Verb, record
from workshops.models import Base, Craft
from workshops.reach import must_manage

RETAIL = ("making_days", "made_at_once", "most_to_order")  # of a product that is made to order, by its base
State = TechSheet.State
Skill = Operation.Skill
STEP = ("name", "name_en", "craft", "skill", "standard_minutes")  # what a copy of an operation takes over


@dataclass(frozen=True)
class Step:
    """An operation as it should be. `pk`: of the operation that it changes, None for a new one."""

    pk: int | None
    name: str
    name_en: str
    craft: Craft
    standard_minutes: Decimal
    skill: str = Skill.ABLE
    study: TimeStudy | None = None


@dataclass(frozen=True)
class Need:
    """A material of a piece as it should be: `per_piece` in its unit, and `waste`, the share that is lost beside it."""

    material: Material
    per_piece: Decimal
    waste: Decimal = Decimal(0)


def products_of(base: Base) -> QuerySet[Product]:
    """Return the products that a base sells, variants left out, because they are made by their parent's sheet."""
    sold = Product.objects.filter(stockrecords__partner=base.partner_id)
    itself, variants = Exists(sold.filter(pk=OuterRef("pk"))), Exists(sold.filter(parent=OuterRef("pk")))
    found: QuerySet[Product] = Product.objects.exclude(structure=Product.CHILD).filter(itself | variants)
    return found


@transaction.atomic
def draw_up(product: Product, *, base: Base, by: User, like: TechSheet | None = None) -> TechSheet:
    """Start the next version of a product's tech sheet as a draft, and return the one that is already there.

    It begins as the version in force, whose rates and time studies it keeps. `like`: a sheet of another product of the
    base whose operations and materials it copies instead. Raises NotYours.
    """
    must_manage(base.pk, by)
    if (like and like.base_id != base.pk) or not products_of(base).filter(pk=product.pk).exists():
        raise NotYours
    Product.objects.select_for_update(of=["self"]).get(pk=product.pk)  # versions are counted one after the other
    known = TechSheet.objects.filter(product=product)
    if draft := known.filter(state=State.DRAFT).first():
        return draft
    old = like or known.in_force().first()
    sheet = TechSheet.objects.create(
        product=product,
        base=base,
        version=(known.aggregate(last=Max("version"))["last"] or 0) + 1,
        min_lot=old.min_lot if old else 1,
        packing_cost=old.packing_cost if old else Decimal(0),
        notes=old.notes if old else "",
    )
    if old:
        _copy(old, sheet)
    record(Verb.DRAW_UP_SHEET, sheet, by=by, base=base, version=sheet.version, like=like.pk if like else None)
    return sheet


@transaction.atomic
def copy_into(sheet: TechSheet, *, like: TechSheet, by: User) -> TechSheet:
    """Add the operations and materials of another sheet of the base to a draft, after its own.

    A material that the draft has already stays as it is there. Raises NotYours, SheetIsNoDraft.
    """
    held = _draft(sheet, by)
    if like.base_id != held.base_id:
        raise NotYours
    _copy(like, held)
    record(Verb.SPECIFY, held, by=by, base=held.base, like=like.pk)
    return held


@transaction.atomic
def specify(
    sheet: TechSheet,
    steps: Sequence[Step],
    needs: Sequence[Need],
    *,
    min_lot: int,
    packing_cost: Decimal,
    notes: str,
    by: User,
) -> TechSheet:
    """Write a draft: its operations in the order of `steps`, its materials, and the rest. What is not named is removed.

    Raises NotYours, SheetIsNoDraft, NotOfThisSheet for an operation or study of another sheet and a material of another
    base, HasRecords when an operation to be removed has rates or time studies of its own.
    """
    held = _draft(sheet, by)
    operations = {operation.pk: operation for operation in held.operations.all()}
    _must_be_of(held, operations, steps, needs)
    _remove([operation for pk, operation in operations.items() if pk not in {step.pk for step in steps}])
    for position, step in enumerate(steps, start=1):
        operation = operations[step.pk] if step.pk else Operation(sheet=held)
        operation.position, operation.study = position, step.study
        for name in STEP:
            setattr(operation, name, getattr(step, name))
        operation.save()
    held.materials.all().delete()
    for need in needs:
        held.materials.create(material=need.material, per_piece=need.per_piece, waste=need.waste)
    held.min_lot, held.packing_cost, held.notes = min_lot, packing_cost, notes
    held.save()
    minutes = {step.name: step.standard_minutes for step in steps}
    materials = {need.material.name: need.per_piece for need in needs}
    said = {"minutes": minutes, "materials": materials, "min_lot": min_lot, "packing_cost": packing_cost}
    record(Verb.SPECIFY, held, by=by, base=held.base, station=None, **said)
    return held


@transaction.atomic
def put_in_force(sheet: TechSheet, *, by: User) -> TechSheet:
    """Let new orders be made by a draft from now on. Orders that are open keep the version that they began with.

    Raises NotYours, SheetIsNoDraft, NoOperations, NoRate when an operation has no approved rate, because nothing could
    be promised or given out.
    """
    held = _draft(sheet, by)
    operations = list(held.operations.order_by("position"))
    if not operations:
        raise NoOperations
    cards = rating.in_force(operations, timezone.localdate())
    if unpaid := next((each for each in operations if each.pk not in cards), None):
        raise NoRate(operation=unpaid.label)
    TechSheet.objects.filter(product=held.product_id, state=State.IN_FORCE).update(state=State.REPLACED)
    held.state, held.in_force_at, held.in_force_by = State.IN_FORCE, timezone.now(), by
    held.save(update_fields=["state", "in_force_at", "in_force_by"])
    record(Verb.PUT_SHEET_IN_FORCE, held, by=by, base=held.base, version=held.version)
    planning_version.bump()
    return held


@transaction.atomic
def discard(sheet: TechSheet, *, by: User) -> TechSheet:
    """Give a draft up. What was measured for it stays on record, and its open proposals of rates are declined.

    Raises NotYours, SheetIsNoDraft.
    """
    held = _draft(sheet, by)
    for card in RateCard.objects.waiting().filter(operation__sheet=held).order_by("pk"):
        rating.decline(card, because=_("The draft of the tech sheet was discarded."), by=by)
    held.state = State.DISCARDED
    held.save(update_fields=["state"])
    record(Verb.DISCARD_SHEET, held, by=by, base=held.base, version=held.version)
    return held


@transaction.atomic
def offer_singly(sheet: TechSheet, *, by: User, **said: int) -> None:
    """Set how single pieces of a product are made to order: those of RETAIL that are given. Raises NotYours."""
    must_manage(sheet.base_id, by)
    Product.objects.filter(pk=sheet.product_id).update(**{name: said[name] for name in RETAIL})
    record(Verb.SPECIFY, sheet, by=by, base=sheet.base, station=None, **said)
    planning_version.bump()


def _draft(sheet: TechSheet, by: User) -> TechSheet:
    """Return the draft, locked."""
    must_manage(sheet.base_id, by)
    held = TechSheet.objects.select_for_update(of=["self"]).select_related("base", "product").get(pk=sheet.pk)
    if held.state != State.DRAFT:
        raise SheetIsNoDraft(version=held.label, state=held.get_state_display())
    return held


def _copy(old: TechSheet, new: TechSheet) -> None:
    """Copy operations and materials. Rates and time studies go on in a new version of the same product only."""
    is_next = old.product_id == new.product_id
    last = new.operations.aggregate(last=Max("position"))["last"] or 0
    there = set(new.operations.values_list("continues", flat=True))
    for number, step in enumerate(old.operations.order_by("position"), start=1):
        copied = {name: getattr(step, name) for name in STEP}
        if is_next and step.root_pk not in there:
            copied |= {"continues": step.root, "study": step.study}
        new.operations.create(position=last + number, **copied)
    known = new.materials.values("material")
    for need in old.materials.exclude(material__in=known):
        new.materials.create(material_id=need.material_id, per_piece=need.per_piece, waste=need.waste)


def _must_be_of(
    sheet: TechSheet, operations: dict[int, Operation], steps: Sequence[Step], needs: Sequence[Need]
) -> None:
    for step in steps:
        known = operations.get(step.pk) if step.pk else None
        if (step.pk and known is None) or (step.study and (not known or step.study.operation_id != known.root_pk)):
            raise NotOfThisSheet
    if any(need.material.base_id != sheet.base_id for need in needs):
        raise NotOfThisSheet


def _remove(operations: Sequence[Operation]) -> None:
    """Remove operations from a draft. One that only continues an older one leaves its records with that one."""
    for operation in operations:
        own = RateCard.objects.filter(operation=operation).exists() or operation.studies.exists()
        if own:
            raise HasRecords(operation=operation.label)
        operation.delete()
