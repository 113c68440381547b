"""Add up what a piece of each tech sheet takes, and find the stations that may make it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, F, Q, Sum

from dispatch.models import Operation, SheetMaterial
from dispatch.rates.rating import in_force
from workshops.models import Certification, Craft, Station


@dataclass
class Making:
    """One piece of a product: standard minutes, wage and materials (CNY), and the crafts that it needs."""

    minutes: Decimal = Decimal(0)
    wage: Decimal = Decimal(0)
    materials: Decimal = Decimal(0)
    crafts: set[int] = field(default_factory=set)


def makings_of(sheets: Iterable[int], day: date) -> dict[int, Making]:
    """Return what a piece takes by tech sheet, at the rates in force on a day.

    An operation without an approved rate counts its own standard minutes and no wage, because it can be planned but not
    issued.
    """
    operations = list(Operation.objects.filter(sheet__in=list(sheets)).order_by("pk"))
    cards = in_force(operations, day)
    found: dict[int, Making] = defaultdict(Making)
    for operation in operations:
        making, card = found[operation.sheet_id], cards.get(operation.pk)
        making.minutes += card.standard_minutes if card else operation.standard_minutes
        making.wage += card.rate if card else Decimal(0)
        making.crafts.add(operation.craft_id)
    cost = Sum(F("gross") * F("material__unit_cost"), output_field=DecimalField(max_digits=16, decimal_places=4))
    for sheet, materials in SheetMaterial.objects.filter(sheet__in=found).values_list("sheet").annotate(cost=cost):
        found[sheet].materials = materials
    return dict(found)


def stations_for(makings: Mapping[int, Making], stations: Iterable[Station], day: date) -> dict[int, set[int]]:
    """Return by tech sheet the stations (primary keys) certified on a day for all its crafts.

    A certificate for a craft holds for its branches. A sheet without operations can be made nowhere.
    """
    found = lacking(makings, stations, day)
    return {sheet: {station for station, crafts in rows.items() if not crafts} for sheet, rows in found.items()}


def lacking(
    makings: Mapping[int, Making], stations: Iterable[Station], day: date
) -> dict[int, dict[int, frozenset[int]]]:
    """Return the crafts that each station still lacks a certificate for, by tech sheet and station, in two queries.

    Sheets without operations have no stations.
    """
    stations = list(stations)
    certified = _certified(stations, day)
    above = dict(Craft.objects.values_list("pk", "parent"))
    asked: set[int] = set()
    asked.update(*(making.crafts for making in makings.values()))
    holders = {craft: _holders(craft, certified, above) for craft in asked}
    return {
        sheet: {
            station.pk: frozenset(craft for craft in making.crafts if station.pk not in holders[craft])
            for station in stations
            if making.crafts
        }
        for sheet, making in makings.items()
    }


def _certified(stations: Iterable[Station], day: date) -> dict[int, set[int]]:
    rows = Certification.objects.filter(
        Q(until_on=None) | Q(until_on__gte=day), station__in=list(stations), from_on__lte=day
    )
    holders: dict[int, set[int]] = defaultdict(set)
    for craft, station in rows.values_list("craft", "station"):
        holders[craft].add(station)
    return holders


def _holders(craft: int | None, certified: Mapping[int, set[int]], above: Mapping[int, int | None]) -> set[int]:
    """Return the stations certified for a craft or for any craft above it."""
    holders: set[int] = set()
    while craft is not None:
        holders |= certified.get(craft, set())
        craft = above.get(craft)
    return holders
