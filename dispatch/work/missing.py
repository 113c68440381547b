"""Settle short deliveries of material: the lead reports what is missing, and the base says what became of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from dispatch.locking import earlier, lock_lot
from dispatch.models import Lot, LotMaterial, Material, MaterialMove, ShortDelivery
from dispatch.work import telling
from dispatch.work.errors import AlreadyReported
from dispatch.work.stocking import not_in_stock
from dispatch.work.supplying import move, too_much
from shop.accounts.models import User
from shop.refusing import AlreadyDone, ReasonMissing
from workshops.journal import Verb, record
from workshops.reach import must_manage

Outcome = ShortDelivery.Outcome


@transaction.atomic
def report(
    line: LotMaterial, *, quantity: Decimal, words: str, by: User, key: UUID, picture: Any = None
) -> ShortDelivery:
    """Report that a quantity of what the base sent did not come, and tell the base at once.

    Raises NotYours, NotEnoughMaterial (more than is on its way), AlreadyReported, KeyReused.
    """
    lot = lock_lot(line.lot_id, by=by)
    if known := earlier(ShortDelivery, key, line_id=line.pk, quantity=quantity):
        return known
    held = lot.materials.select_related("material").get(pk=line.pk)
    if held.short_deliveries.open().exists():
        raise AlreadyReported(material=held.material.label)
    if not 0 < quantity <= held.coming:
        raise too_much(held, held.coming)
    made = ShortDelivery.objects.create(
        line=held, quantity=quantity, words=words.strip()[:255], picture=picture or "", by=by, key=key
    )
    facts = {"material": held.material.name, "quantity": quantity, "words": made.words}
    record(Verb.REPORT_SHORT_DELIVERY, lot, by=by, base=lot.work_order.base, station=lot.station, **facts)
    telling.tell_base_of_short_delivery(made, lot)
    return made


@transaction.atomic
def answer(short: ShortDelivery, *, outcome: str, words: str, by: User, send_again: bool = False) -> ShortDelivery:
    """Say what became of what is missing: it was not sent and is in stock, or it was lost on the way.

    `send_again` sends the same quantity once more. Raises NotYours, AlreadyDone, ReasonMissing (a loss says how),
    NotInStock, NotEnoughMaterial when it has come meanwhile.
    """
    lots = Lot.objects.select_for_update(of=["self"]).select_related("work_order__base", "station")
    lot = lots.get(pk=short.line.lot_id)
    must_manage(lot.work_order.base_id, by)
    held = ShortDelivery.objects.select_for_update(of=["self"]).select_related("line__material").get(pk=short.pk)
    if held.outcome:
        raise AlreadyDone
    if outcome == Outcome.LOST and not words.strip():
        raise ReasonMissing
    kind = MaterialMove.Kind.LOST if outcome == Outcome.LOST else MaterialMove.Kind.NOT_SENT
    move(held.line, kind, held.quantity, by=by, key=uuid5(held.key, "answer"), note=words.strip())
    if send_again:
        material = Material.objects.select_for_update().get(pk=held.line.material_id)
        if held.quantity > material.stock:
            raise not_in_stock(material)
        move(held.line, MaterialMove.Kind.ISSUED, held.quantity, by=by, key=uuid5(held.key, "again"))
    held.outcome, held.answer = outcome, words.strip()[:255]
    held.answered_by, held.answered_at = by, timezone.now()
    held.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    facts = {"outcome": outcome, "words": words, "again": send_again}
    record(Verb.ANSWER_SHORT_DELIVERY, lot, by=by, base=lot.work_order.base, station=lot.station, **facts)
    telling.tell_of_short_delivery(held, lot)
    return held
