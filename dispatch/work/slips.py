"""Send materials to stations: one slip for a trip, with what several lots of one or more stations still need."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, QuerySet

from dispatch.models import IssueSlip, Lot, LotMaterial, Material, MaterialMove
from dispatch.work.errors import NothingToSend
from dispatch.work.stocking import not_in_stock
from dispatch.work.supplying import move
from shop.accounts.models import User
from shop.refusing import WrongCount
from workshops.journal import Verb, record
from workshops.models import Base
from workshops.reach import must_manage


def to_send(base: Base) -> QuerySet[LotMaterial]:
    """Return the lines of a base's lots of which material has still to be sent, by station and lot."""
    lines = LotMaterial.objects.filter(lot__work_order__base=base, lot__state__in=Lot.UNFINISHED)
    waiting = lines.filter(planned__gt=F("issued") - F("lost"))
    related = waiting.select_related("material", "lot__station", "lot__work_order__sheet__product")
    return related.order_by("lot__station__name", "lot__number", "pk")


@transaction.atomic
def send(base: Base, quantities: Mapping[int, Decimal], *, by: User, key: UUID, driver: str = "") -> IssueSlip:
    """Send materials on one trip: `quantities` by primary key of the lots' material lines. All or none.

    Raises NotYours, NothingToSend, WrongCount (a line of another base or below zero), NotInStock.
    """
    must_manage(base.pk, by)
    if known := IssueSlip.objects.filter(key=key, base=base).first():
        return known
    wanted = {pk: quantity for pk, quantity in quantities.items() if quantity}
    if not wanted:
        raise NothingToSend
    lots = Lot.objects.select_for_update(of=["self"]).filter(materials__in=wanted, work_order__base=base)
    live = {lot.pk for lot in lots.order_by("pk") if lot.state in Lot.UNFINISHED}
    lines = LotMaterial.objects.select_related("lot", "material").filter(pk__in=wanted).order_by("material", "pk")
    found = [line for line in lines if line.lot_id in live]
    if len(found) != len(wanted) or min(wanted.values()) < 0:
        raise WrongCount if min(wanted.values()) < 0 else NothingToSend
    _must_be_in_stock(found, wanted)
    slip = IssueSlip.objects.create(base=base, number=_next(base), driver=driver.strip()[:64], by=by, key=key)
    for line in found:
        move(line, MaterialMove.Kind.ISSUED, wanted[line.pk], by=by, key=uuid5(key, str(line.pk)), slip=slip)
    said = {line.pk: wanted[line.pk] for line in found}
    record(Verb.SEND_MATERIALS, slip, by=by, base=base, driver=slip.driver, quantities=said)
    return slip


def _must_be_in_stock(lines: list[LotMaterial], wanted: Mapping[int, Decimal]) -> None:
    """Refuse to send more of a material than there is. The materials stay locked."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.material_id] += wanted[line.pk]
    for material in Material.objects.select_for_update().filter(pk__in=sums).order_by("pk"):
        if sums[material.pk] > material.stock:
            raise not_in_stock(material)


def _next(base: Base) -> str:
    Base.objects.select_for_update(no_key=True).get(pk=base.pk)  # papers are numbered one after the other
    return f"M{base.pk:03}-{base.issue_slips.count() + 1:04}"
