"""Build the demo's places: their tree and its minimum wages, crafts, and stations where they really are."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from pypinyin import lazy_pinyin

from demo.sources import table
from demo.world import World
from workshops import joining, places, public_holidays
from workshops.models import CalendarEntry, Craft, MinimumWage, Place

MINIMUM = {"1": "22.00", "2": "20.00", "3": "18.00"}
PREFECTURE = "1309"
EVERYWHERE = ["straw", "knots", "beading"]  # taught so widely that a third of all villages can do each


def build(world: World) -> None:
    """Build the tree of places, minimum wages, crafts, the calendar and stations."""
    places.load(rows())
    world.places.update({place.code: place for place in Place.objects.select_related("county")})
    world.counties.update({code: place for code, place in world.places.items() if place.level == Place.Level.COUNTY})
    for area_class, hourly in MINIMUM.items():
        MinimumWage.objects.create(
            area_class=area_class,
            hourly=Decimal(hourly),
            from_on=world.begins_on.replace(month=1, day=1) - timedelta(days=366),
            source="示例数据，不是公布的标准 · An example, not a published figure",
        )
    for row in table("crafts"):
        world.crafts[row["code"]] = Craft.objects.create(
            code=row["code"], name=row["name"], name_en=row["name_en"], parent=world.crafts.get(row["parent"])
        )
    public_holidays.fill(CalendarEntry, place=None)
    open_stations(world)


def rows() -> Iterator[dict[str, str]]:
    """Yield the rows of the tree of places: the prefecture, its counties, and the towns and villages below them."""
    yield {"code": PREFECTURE, "name": "沧州市", "name_en": "Cangzhou"}
    for county in table("counties"):
        yield county | {"latitude": county["lat"], "longitude": county["lng"]}
    villages = table("villages")
    for row in villages:
        yield {"code": row["code"][:9], "name": row["town"]}
    for row in villages:
        yield {"code": row["code"], "name": row["village"], "latitude": row["lat"], "longitude": row["lng"]}


def open_stations(world: World) -> None:
    """Open a station in every county, and the village stations under them."""
    since = world.begins_on - timedelta(days=900)
    for county in world.counties.values():
        crafts = crafts_of(world, county)
        about = {"name": f"{county.name}服务站", "name_en": f"{county.name_en} service station"}
        joining.open_station(
            place=county, crafts=crafts, from_on=since, latitude=county.latitude, longitude=county.longitude, **about
        )
    villages = table("villages")
    villages.sort(key=lambda row: (row["county"] != "海兴县", world.chance(row["code"]).random()))
    for row in world.some(villages, 150, 12):
        county, chance = world.counties[row["code"][:6]], world.chance("station", row["code"])
        village = row["village"].removesuffix("村")
        widely = [world.crafts[code] for code in EVERYWHERE if chance.random() < 1 / 3]
        station = joining.open_station(
            place=world.places[row["code"]],
            crafts={*crafts_of(world, county), *widely},
            from_on=since + timedelta(days=chance.randrange(800)),
            name=f"{village}加工站",
            name_en=f"{''.join(lazy_pinyin(village)).capitalize()} station, {county.name_en}",
            latitude=Decimal(row["lat"]),
            longitude=Decimal(row["lng"]),
            efficiency=Decimal(str(round(min(1.25, max(0.75, chance.gauss(0.98, 0.09))), 2))),
        )
        world.villages.append(station)


def crafts_of(world: World, county: Place) -> list[Craft]:
    """Return the crafts that a county is known for."""
    return [world.crafts[row["code"]] for row in table("crafts") if county.code in row["counties"].split()]
