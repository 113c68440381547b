"""Fill the straw base of the tests: twenty more stations, and orders for most of their minutes."""

from datetime import date
from decimal import Decimal

from dispatch.models import WorkOrder
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days
from workshops.models import Certification, Link, Station, Worker

STATIONS = 20
ORDERS = [(90, 26), (45, 12), (70, 19), (120, 30), (35, 9), (80, 22), (60, 15), (100, 28), (50, 17), (75, 24), (65, 20)]


def full_base(world: Prefecture) -> list[WorkOrder]:
    """Open orders of 790 baskets in all at a base whose stations make some 1,000 in their time."""
    for number in range(STATIONS):
        station = Station.objects.create(
            code=f"F{number:03}", name=f"第{number + 1}加工站", name_en=f"Station {number + 1}", level="village",
            place=world.counties["suning"], parent=world.stations["suning"],
            latitude=38, longitude=117, efficiency=Decimal("0.80") + Decimal("0.02") * (number * 7 % 20),
        )  # fmt: skip
        Certification.objects.create(station=station, craft=world.crafts["straw"], from_on=date(2024, 1, 1))
        Link.objects.create(
            base=world.bases["straw"], station=station, transport_days=1 + number % 3,
            cost_per_piece=Decimal("0.20") + Decimal("0.05") * (number * 3 % 11), cost_per_lot=30 + number * 13 % 40,
        )  # fmt: skip
        Worker.objects.create(
            number=f"F{number:05}", name="新来", station=station, minutes_per_day=150 + number * 11 % 90,
            joined_on=date(2025, 3, 1),
        )  # fmt: skip
    return [work_order(world, pieces=pieces, due_on=in_days(days)) for pieces, days in ORDERS]
