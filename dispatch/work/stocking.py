"""Keep the materials of a base: enter and change them, count the stock, and write off what was lost or spoiled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from dispatch.locking import earlier
from dispatch.models import Lot, LotMaterial, Material, MaterialMove, PurchaseLine, StockMove
from dispatch.work.errors import NotInStock
from shop.accounts.models import User
from shop.refusing import NothingChanged, ReasonMissing, WrongCount
from shop.words import plain
from workshops.journal import Verb, record
from workshops.models import Base
from workshops.reach import must_manage

Kind = StockMove.Kind
TELLS = ("name", "name_en", "unit", "unit_cost", "supplier", "supplier_phone", "low_at", "is_active")
AMOUNT = DecimalField(max_digits=16, decimal_places=4)
NOTHING = Decimal(0)


@transaction.atomic
def keep(base: Base, *, by: User, material: Material | None = None, **said: Any) -> Material:
    """Enter a material, or change one: `said` are those of TELLS that are known. Lots keep the price they began with.

    Raises NotYours.
    """
    must_manage(base.pk, by)
    if material is None:
        held = Material.objects.create(base=base, **said)
    else:
        held = Material.objects.select_for_update().get(pk=material.pk, base=base)
        for name, value in said.items():
            setattr(held, name, value)
        held.save(update_fields=list(said))
    record(Verb.KEEP_MATERIAL, held, by=by, base=base, **said)
    return held


@transaction.atomic
def count(material: Material, *, quantity: Decimal, note: str, by: User, key: UUID) -> StockMove:
    """Set the stock to what was counted, with a `note` that says why it differs.

    Raises NotYours, ReasonMissing, WrongCount (below zero), NothingChanged.
    """
    held = _held(material, by)
    if known := StockMove.objects.filter(key=key).first():
        return known
    if quantity < 0:
        raise WrongCount
    if quantity == held.stock:
        raise NothingChanged
    return _write(held, Kind.COUNTED, quantity - held.stock, note, by, key, verb=Verb.COUNT_STOCK)


@transaction.atomic
def spoil(material: Material, *, quantity: Decimal, note: str, by: User, key: UUID) -> StockMove:
    """Write off material that was lost or spoiled at the base, with a `note` that says how.

    Raises NotYours, ReasonMissing, WrongCount, NotInStock, KeyReused.
    """
    held = _held(material, by)
    if known := earlier(StockMove, key, material_id=held.pk, kind=Kind.SPOILED.value, quantity=-quantity):
        return known
    if quantity <= 0:
        raise WrongCount
    if quantity > held.stock:
        raise not_in_stock(held)
    return _write(held, Kind.SPOILED, -quantity, note, by, key, verb=Verb.SPOIL_STOCK)


def not_in_stock(material: Material) -> NotInStock:
    """Return the refusal that says how much of a material there is."""
    return NotInStock(most=plain(max(material.stock, NOTHING)), unit=material.unit, material=material.label)


def with_needs(materials: QuerySet[Material]) -> Any:
    """Annotate materials with what live lots still wait for (`promised`) and what is ordered and has not come."""
    lines = LotMaterial.objects.filter(material=OuterRef("pk"), lot__state__in=Lot.UNFINISHED)
    waits = F("planned") - F("issued") + F("lost")
    bought = PurchaseLine.objects.filter(material=OuterRef("pk"), purchase__state="open", quantity__gt=F("received"))
    return materials.annotate(
        promised=_sum(lines.filter(planned__gt=F("issued") - F("lost")), "material", waits),
        ordered=_sum(bought, "material", F("quantity") - F("received")),
    )


def _sum(rows: Any, by: str, what: Any) -> Coalesce:
    summed = rows.order_by().values(by).annotate(sum=Sum(what, output_field=AMOUNT)).values("sum")
    return Coalesce(Subquery(summed), NOTHING, output_field=AMOUNT)


@dataclass(frozen=True)
class Movement:
    """One line of a material's book: what came into stock or left it, for which lot or why."""

    at: datetime
    kind: str
    quantity: Decimal
    about: str
    by: User | None


def book(material: Material, most: int) -> list[Movement]:
    """Return the latest moves of a material's stock, the newest first."""
    return sorted(_movements(material, most), key=lambda each: each.at, reverse=True)[:most]


def _movements(material: Material, most: int) -> Iterator[Movement]:
    own = material.stock_moves.select_related("by", "purchase_line__purchase")
    for each in own[:most]:
        about = each.purchase_line.purchase.number if each.purchase_line else each.note
        yield Movement(each.at, each.get_kind_display(), each.quantity, about, each.by)
    kinds = {MaterialMove.Kind.ISSUED: -1, MaterialMove.Kind.NOT_SENT: 1, MaterialMove.Kind.ARRIVED: 1}
    moves = MaterialMove.objects.filter(line__material=material, kind__in=kinds)
    for move in moves.select_related("by", "line__lot__station").order_by("-pk")[:most]:
        lot = move.line.lot
        sign = kinds[MaterialMove.Kind(move.kind)]
        about = f"{lot.number} · {lot.station.label}"
        yield Movement(move.at, move.get_kind_display(), sign * move.quantity, about, move.by)


def _held(material: Material, by: User) -> Material:
    must_manage(material.base_id, by)
    return Material.objects.select_for_update(of=["self"]).select_related("base").get(pk=material.pk)


def _write(held: Material, kind: Kind, quantity: Decimal, note: str, by: User, key: UUID, *, verb: Verb) -> StockMove:
    if not note.strip():
        raise ReasonMissing
    made = StockMove.objects.create(
        material=held, kind=kind, quantity=quantity, note=note.strip()[:255], by=by, key=key
    )
    record(verb, held, by=by, base=held.base, quantity=quantity, note=note)
    return made
