"""Read what the pieces of a product cost its base, at the rates, terms and tech sheet of a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from dispatch.models import TechSheet
from dispatch.rates.rating import in_force
from shop.enquiries.costing import Cost, Material, Share, Step
from workshops.journal import Verb, last
from workshops.models import Link


def cost_of(sheet: TechSheet, shares: Iterable[tuple[int, int]], *, fairness: Decimal, day: date) -> Cost:
    """Return what the shares of a product's pieces would cost, were their lots issued on a day.

    `shares`: the stations that would make them (primary keys) with the pieces of each. `fairness`: what the plan weighs
    beside the cost, in CNY.
    """
    written = last(Verb.SPECIFY)(sheet)
    links = {link.station_id: link for link in sheet.base.links.select_related("station")}
    made = tuple(_share(links[station], pieces) for station, pieces in shares)
    return Cost(
        pieces=sum(share.pieces for share in made),
        day=day,
        sheet_on=timezone.localdate(written.at) if written else None,
        materials=_materials(sheet),
        steps=_steps(sheet, day),
        station_margin=settings.STATION_MARGIN,
        packing=sheet.packing_cost,
        shares=made,
        fairness=fairness,
    )


def _materials(sheet: TechSheet) -> tuple[Material, ...]:
    needs = sheet.materials.select_related("material").order_by("pk")
    return tuple(
        Material(need.material.name, need.material.name_en, need.material.unit, need.gross, need.material.unit_cost)
        for need in needs
    )


def _steps(sheet: TechSheet, day: date) -> tuple[Step, ...]:
    operations = list(sheet.operations.order_by("position"))
    cards = in_force(operations, day)
    steps = []
    for operation in operations:
        card = cards.get(operation.pk)
        known = (card.rate, card.version, card.from_on) if card else (None, None, None)
        steps.append(Step(operation.name, operation.name_en, *known))
    return tuple(steps)


def _share(link: Link, pieces: int) -> Share:
    station = link.station
    return Share(
        station=station.pk,
        name=station.name,
        name_en=station.name_en,
        pieces=pieces,
        per_piece=link.cost_per_piece,
        per_lot=link.cost_per_lot,
        broker_rate=link.broker_rate,
    )
